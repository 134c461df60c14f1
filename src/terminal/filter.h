#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "terminal/pattern.h"

namespace ferry::terminal {

/// What stands behind `|`: which lines of an output are shown.
class Filter {
 public:
  enum class Kind : std::uint8_t {
    include,  // lines that match
    exclude,  // lines that do not
    begin,    // from the first line that matches on
    section,  // lines that match, and the lines below them that are indented deeper
    count,    // only how many match
  };
  /// A line that is longer is looked at and shown in pieces of this size, so that memory is bounded.
  static constexpr std::size_t longest_line = 65536;

  Filter(Kind kind, Pattern pattern) : kind_(kind), pattern_(std::move(pattern)) {}

  /// The next piece of the output, cut anywhere, lines ending in LF: what is left of it.
  [[nodiscard]] std::string feed(std::string_view text);
  /// What is left at the end: a last line without LF, or the count.
  [[nodiscard]] std::string finish();

 private:
  void look_at(std::string_view piece, std::string& shown);
  [[nodiscard]] bool wants(std::string_view piece, bool is_start);
  [[nodiscard]] bool is_in_section(std::string_view line, bool is_start);

  Kind kind_;
  Pattern pattern_;
  std::string partial_;         // a line that has not ended yet
  bool at_line_start_ = true;   // the next piece begins a line
  bool line_is_shown_ = false;  // some piece of the line was
  std::size_t count_ = 0;
  bool begun_ = false;
  std::size_t line_indent_ = 0;
  std::size_t section_indent_ = 0;
  bool in_section_ = false;
};

}  // namespace ferry::terminal
