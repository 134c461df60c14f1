#include "device/console_protocol.h"

#include <algorithm>
#include <optional>

namespace ferry::device {
namespace {

constexpr std::size_t header_size = 3;

enum class Kind : std::uint8_t { terminal = 'T', pipe = 'P', keys = 'K', end = 'E' };

std::string framed(Kind kind, std::string_view content) {
  std::string frame;
  frame += static_cast<char>(kind);
  frame += static_cast<char>(content.size() >> 8U);
  frame += static_cast<char>(content.size() & 0xffU);
  return frame.append(content);
}

std::string big_endian(std::uint16_t number) {
  return {static_cast<char>(number >> 8U), static_cast<char>(number & 0xffU)};
}

std::uint16_t number_at(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] << 8U | bytes[offset + 1]);
}

struct Encode {
  std::string operator()(const TerminalFrame& frame) const {
    return framed(Kind::terminal, big_endian(frame.rows) + big_endian(frame.columns));
  }
  std::string operator()(const PipeFrame&) const { return framed(Kind::pipe, ""); }
  std::string operator()(const KeysFrame& frame) const {
    return framed(Kind::keys, std::string_view{frame.keys}.substr(0, most_keys));
  }
  std::string operator()(const EndFrame&) const { return framed(Kind::end, ""); }
};

std::optional<ConsoleFrame> decode(Kind kind, Bytes content) {
  constexpr std::size_t terminal_size = 4;
  switch (kind) {
    case Kind::terminal:
      if (content.size() != terminal_size) return std::nullopt;
      return TerminalFrame{number_at(content, 0), number_at(content, 2)};
    case Kind::pipe:
      if (!content.empty()) return std::nullopt;
      return PipeFrame{};
    case Kind::keys:
      if (content.size() > most_keys) return std::nullopt;
      return KeysFrame{std::string{as_text(content)}};
    case Kind::end:
      if (!content.empty()) return std::nullopt;
      return EndFrame{};
  }
  return std::nullopt;
}

}  // namespace

std::string encode(const ConsoleFrame& frame) {
  return std::visit(Encode{}, frame);
}

Result<std::vector<ConsoleFrame>> ConsoleDecoder::take(Bytes bytes) {
  std::vector<ConsoleFrame> frames;
  if (broken_) return frames;
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  std::size_t used = 0;
  while (waiting_.size() - used >= header_size) {
    const Bytes rest = Bytes{waiting_}.subspan(used);
    const std::size_t size = number_at(rest, 1);
    if (size > most_keys) break;  // refused below, before anything of that size is waited for
    if (rest.size() < header_size + size) break;
    auto frame = decode(static_cast<Kind>(rest[0]), rest.subspan(header_size, size));
    if (!frame) {
      broken_ = true;
      return failure(ErrorCode::invalid, "a console frame that means nothing");
    }
    frames.push_back(std::move(*frame));
    used += header_size + size;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
  if (waiting_.size() >= header_size && number_at(waiting_, 1) > most_keys) {
    broken_ = true;
    return failure(ErrorCode::invalid, "a console frame that is too long");
  }
  return frames;
}

}  // namespace ferry::device
