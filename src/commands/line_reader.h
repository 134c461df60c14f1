#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ferry::commands {

/// Makes lines of what arrives through a pipe: CR or LF ends one, every other byte is taken as it is.
/// Sans-IO.
class LineReader {
 public:
  explicit LineReader(std::size_t longest) : longest_(longest) {}

  /// Takes bytes from the front of `input` until a line is complete, and removes them from it.
  [[nodiscard]] bool read(std::string_view& input);
  /// The line that was read; one byte longer than the longest if it was longer.
  [[nodiscard]] std::string take_line();
  /// Has something been read that is no line yet?
  [[nodiscard]] bool has_partial_line() const { return !line_.empty(); }

 private:
  std::size_t longest_;
  std::string line_;
};

}  // namespace ferry::commands
