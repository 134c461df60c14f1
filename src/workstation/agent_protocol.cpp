#include "workstation/agent_protocol.h"

#include <fmt/format.h>

#include "base/text.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::workstation {
namespace {

/// Numbers of the messages, draft section 6.1.
enum class AgentMessage : std::uint8_t {
  failure = 5,
  request_identities = 11,
  identities_answer = 12,
  sign_request = 13,
  sign_response = 14,
};

ByteVector with_length(const ByteVector& message) {
  ByteVector framed;
  wire::Writer{framed}.string(message);
  return framed;
}

std::unexpected<Error> malformed(std::string_view what) {
  return failure(ErrorCode::invalid, fmt::format("the SSH agent's answer makes no sense ({})", what));
}

/// Reads the number of the message: an error unless it is `expected`.
Result<void> expect(wire::Reader& reader, AgentMessage expected) {
  AgentMessage number{};
  reader.read(number);
  if (number == AgentMessage::failure) return failure(ErrorCode::permission_denied, "the SSH agent refuses");
  if (number != expected) return malformed(fmt::format("message {}", std::to_underlying(number)));
  return {};
}

}  // namespace

ByteVector agent_keys_request() {
  return with_length({std::to_underlying(AgentMessage::request_identities)});
}

ByteVector agent_sign_request(Bytes blob, Bytes data, AgentFlags flags) {
  ByteVector message;
  wire::Writer writer{message};
  writer.write(AgentMessage::sign_request);
  writer.write(blob);
  writer.write(data);
  writer.write(flags);
  return with_length(message);
}

Result<std::size_t> agent_answer_size(Bytes length) {
  wire::Reader reader{length};
  std::uint32_t size = 0;
  reader.read(size);
  if (reader.finish() != wire::WireError::none || size == 0 || size > longest_agent_answer) {
    return malformed(fmt::format("a length of {}", size));
  }
  return std::size_t{size};
}

Result<std::vector<AgentKey>> parse_agent_keys(Bytes answer) {
  wire::Reader reader{answer};
  const auto expected = expect(reader, AgentMessage::identities_answer);
  if (!expected) return std::unexpected(expected.error());
  std::uint32_t count = 0;
  reader.read(count);
  std::vector<AgentKey> keys;
  // The count is a claim: only what is there is made room for.
  for (std::uint32_t i = 0; i < count && reader.error() == wire::WireError::none; ++i) {
    const Bytes blob = reader.string();
    const Bytes comment = reader.string();
    wire::Reader type{blob};
    if (type.string().empty()) return malformed("a key without a type");
    if (keys.size() == most_agent_keys) continue;
    keys.push_back({.blob = {blob.begin(), blob.end()}, .comment = printable(as_text(comment))});
  }
  if (reader.finish() != wire::WireError::none) return malformed(describe(reader.finish()));
  return keys;
}

Result<ByteVector> parse_agent_signature(Bytes answer) {
  wire::Reader reader{answer};
  const auto expected = expect(reader, AgentMessage::sign_response);
  if (!expected) return std::unexpected(expected.error());
  const Bytes signature = reader.string();
  if (reader.finish() != wire::WireError::none) return malformed(describe(reader.finish()));
  return ByteVector{signature.begin(), signature.end()};
}

}  // namespace ferry::workstation
