#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ferry::device {

/// What `ferry console` tells the router through its socket. Frames: one byte for the kind, two for the
/// length of what follows (network byte order), then that many bytes. The first frame says what the typist
/// sits at. The other direction is the plain output of the shell.

/// A terminal, of this size: at the beginning, and whenever its window changes.
struct TerminalFrame {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
  bool operator==(const TerminalFrame&) const = default;
};
/// No terminal: only at the beginning.
struct PipeFrame {
  bool operator==(const PipeFrame&) const = default;
};
/// What was typed.
struct KeysFrame {
  std::string keys;
  bool operator==(const KeysFrame&) const = default;
};
/// There will be no more keys.
struct EndFrame {
  bool operator==(const EndFrame&) const = default;
};
using ConsoleFrame = std::variant<TerminalFrame, PipeFrame, KeysFrame, EndFrame>;

/// Longer runs of keys are sent as several frames.
inline constexpr std::size_t most_keys = 4096;

[[nodiscard]] std::string encode(const ConsoleFrame& frame);

/// Makes frames of the bytes of the socket, which may be cut anywhere. Sans-IO. After an error it gives
/// nothing more.
class ConsoleDecoder {
 public:
  /// Error: invalid, where a frame is none.
  [[nodiscard]] Result<std::vector<ConsoleFrame>> take(Bytes bytes);

 private:
  ByteVector waiting_;
  bool broken_ = false;
};

}  // namespace ferry::device
