#include "ssh/transport/ext_info.h"

#include "base/text.h"
#include "ssh/limits.h"
#include "ssh/message_number.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

constexpr std::string_view signature_algorithms_name = "server-sig-algs";
/// OpenSSH's PROTOCOL: the value is a version of the extension.
constexpr std::string_view ping_name = "ping@openssh.com";
constexpr std::string_view ping_version = "0";

std::vector<std::string> split_names(std::string_view list) {
  std::vector<std::string> names;
  if (list.empty()) return names;
  for (const std::string_view name : split(list, ',')) names.emplace_back(name);
  return names;
}

}  // namespace

ByteVector make_ext_info(const std::vector<std::string>& signature_algorithms) {
  std::string list;
  for (const std::string& name : signature_algorithms) {
    if (!list.empty()) list += ',';
    list += name;
  }
  ByteVector payload;
  wire::Writer out{payload};
  out.write(MessageNumber::ext_info);
  out.write(std::uint32_t{2});
  out.write(signature_algorithms_name);
  out.write(std::string_view{list});
  out.write(ping_name);
  out.write(ping_version);
  return payload;
}

Result<Extensions> decode_ext_info(Bytes payload) {
  wire::Reader in{payload};
  std::uint32_t count = 0;
  in.expect(std::to_underlying(MessageNumber::ext_info));
  in.read(count);
  if (count > most_extensions) in.fail(wire::WireError::bad_value);
  Extensions extensions;
  for (std::uint32_t i = 0; i < count && in.error() == wire::WireError::none; ++i) {
    std::string_view name;
    std::string_view value;
    in.read(name);
    in.read(value);
    if (value.size() > longest_extension_value) in.fail(wire::WireError::bad_value);
    if (name == signature_algorithms_name) extensions.signature_algorithms = split_names(value);
  }
  if (in.finish() != wire::WireError::none) {
    return std::unexpected(Failure{Fault::malformed, DisconnectReason::protocol_error, "malformed EXT_INFO"});
  }
  return extensions;
}

}  // namespace ferry::ssh
