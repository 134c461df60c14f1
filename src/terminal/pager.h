#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/filter.h"

namespace ferry::terminal {

/// Cuts an output into screens: after each, the typist decides. Sans-IO; for one output of one command.
///
///     pager.add(text);
///     for (write(pager.next()); pager.pauses(); write(pager.next())) { write(prompt); key... on_key;
///     write(erase); }
class Pager {
 public:
  /// What is written while it waits for a key, and what takes it off the screen again.
  static constexpr std::string_view prompt = " --More-- ";
  static constexpr std::string_view erase = "\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b";

  /// `length` lines of `width` columns; 0 is no limit. A line that is wider than the screen counts as often
  /// as it wraps, and the screen may end inside it. The last line of the screen is left to `prompt`.
  Pager(unsigned length, unsigned width) : page_(length == 0 ? 0 : std::max(length - 1, 1U)), width_(width) {}

  /// More of the output, lines ending in LF.
  void add(std::string_view text) { waiting_ += text; }
  /// No more will come. Without it a last line that has no LF is not looked at by a search.
  void finish() { finished_ = true; }
  /// What can be shown now, possibly nothing; removes it from what waits.
  [[nodiscard]] std::string next();
  /// Is the screen full, with more to come, as `next` has found? Then nothing is shown before `on_key`.
  [[nodiscard]] bool pauses() const { return is_full() && shown_ < ready_.size(); }
  /// Something else was written to the screen, such as a question: it counts anew.
  void start_screen();

  enum class Answer : std::uint8_t {
    go_on,    // show more
    stop,     // the rest of the output is not wanted
    search,   // `/`, `+` or `-`: a pattern follows, then `search`
    ignored,  // the key means nothing: wait for another
  };
  /// Space: a screen more; Enter (also as CR LF or CR NUL): a line more; TAB: all that is left; `/`, `+`,
  /// `-`: see `search`; q, and every other key: stop, and what waits is dropped.
  [[nodiscard]] Answer on_key(char key);
  /// `/`: skip to the first line that matches; `+`: from here only lines that match; `-`: only lines that do
  /// not. Takes the place of an earlier search; the rest of a line that the screen's end has cut is not
  /// shown.
  void search(char kind, Pattern pattern);

 private:
  [[nodiscard]] bool is_full() const { return page_ != 0 && used_ >= page_; }
  [[nodiscard]] bool refill();
  [[nodiscard]] bool refill_through_filter();
  void show_until_full(std::string& screen);
  [[nodiscard]] bool has_room_for(char character);
  void drop_rest_of_line();

  unsigned page_, width_;
  unsigned used_ = 0;    // screen lines since the last pause
  unsigned column_ = 0;  // of the screen line that is not full yet
  std::string waiting_;  // not looked at by the filter yet, from `looked_at_` on
  std::size_t looked_at_ = 0;
  std::string ready_;  // what the filter left, to be shown from `shown_` on
  std::size_t shown_ = 0;
  std::optional<Filter> filter_;
  bool in_line_ = false;  // a part of a line was shown, and not its end
  bool drops_line_ = false;
  bool finished_ = false;
  bool after_return_ = false;
};

}  // namespace ferry::terminal
