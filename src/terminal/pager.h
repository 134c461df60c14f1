#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/filter.h"

namespace ferry::terminal {

/// Cuts an output into screens: after each, the typist decides. Sans-IO; for one output of one command.
///
///     pager.add(text);
///     while (auto screen = pager.next()) { write(*screen); if (pager.pauses()) { write(prompt); key... } }
class Pager {
 public:
  /// What is written while it waits for a key, and what takes it off the screen again.
  static constexpr std::string_view prompt = " --More-- ";
  static constexpr std::string_view erase = "\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b";

  /// `length` lines of `width` columns; 0 is no limit. A line that is wider than the screen counts as often
  /// as it wraps.
  Pager(unsigned length, unsigned width) : length_(length), width_(width) {}

  /// More of the output, lines ending in LF.
  void add(std::string_view text) { waiting_ += text; }
  /// What can be shown now, possibly nothing; removes it from what waits.
  [[nodiscard]] std::string next();
  /// Is the screen full, with more to come? Then nothing is shown before `on_key`.
  [[nodiscard]] bool pauses() const;

  enum class Answer : std::uint8_t {
    go_on,    // show more
    stop,     // the rest of the output is not wanted
    search,   // `/`, `+` or `-`: a pattern follows, then `search`
    ignored,  // the key means nothing: wait for another
  };
  /// Space: a screen more; Enter: a line more; TAB: all that is left; `/`, `+`, `-`: see `search`; q, and
  /// every other key: stop.
  [[nodiscard]] Answer on_key(char key);
  /// `/`: skip to the first line that matches; `+`: from here only lines that match; `-`: only lines that do
  /// not.
  void search(char kind, Pattern pattern);

 private:
  unsigned length_, width_;
  unsigned used_ = 0;  // screen lines since the last pause
  std::string waiting_;
  std::optional<Filter> filter_;
};

}  // namespace ferry::terminal
