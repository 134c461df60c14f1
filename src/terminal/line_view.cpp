#include "terminal/line_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "base/bytes.h"
#include "terminal/utf8.h"

namespace ferry::terminal {
namespace {

constexpr bool is_control(char byte) {
  return static_cast<Byte>(byte) < 0x20 || byte == '\x7f';
}

/// A tab is shown as one blank: where it would lead to is nothing that typing can rely on.
std::string printed(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '\t') {
      result += ' ';
    } else if (is_control(byte)) {
      result += {'^', static_cast<char>(byte ^ 0x40)};
    } else {
      result += byte;
    }
  }
  return result;
}

/// How many columns `printed` takes.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    columns += is_control(text.front()) && text.front() != '\t' ? 2 : 1;
    text.remove_prefix(character_size(text));
  }
  return columns;
}

/// The start of the character of `text` that the byte at `position` belongs to.
std::size_t character_start(std::string_view text, std::size_t position) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, position); ++back) {
    if (character_size(text.substr(position - back)) > back) return position - back;
  }
  return position;
}

/// Where the first character begins that is not the same in both.
std::size_t first_difference(std::string_view one, std::string_view two) {
  const auto differ = std::ranges::mismatch(one, two);
  const auto position = static_cast<std::size_t>(std::distance(one.begin(), differ.in1));
  return std::min(character_start(one, position), character_start(two, position));
}

}  // namespace

/// Writes, and knows where the cursor of the screen is: so many columns behind the start of the line.
class LineView::Pen {
 public:
  Pen(unsigned width, std::size_t column, bool is_pending)
      : width_(width), column_(column), is_pending_(is_pending) {}

  [[nodiscard]] std::size_t column() const { return column_; }
  [[nodiscard]] bool is_pending() const { return is_pending_; }
  [[nodiscard]] std::string take() { return std::move(written_); }

  void print(std::string_view text);
  void print_blanks(std::size_t count);
  /// To a cell of the same or an earlier screen line, to the left of here.
  void go_back_to(std::size_t column);

 private:
  void arrive(std::size_t column);

  unsigned width_;
  std::size_t column_;
  // The last cell of a screen line was written, and the cursor still stands on it.
  bool is_pending_;
  std::string written_;
};

void LineView::Pen::print(std::string_view text) {
  written_ += printed(text);
  arrive(column_ + columns_of(text));
}

void LineView::Pen::print_blanks(std::size_t count) {
  written_.append(count, ' ');
  arrive(column_ + count);
}

void LineView::Pen::arrive(std::size_t column) {
  if (column == column_) return;
  column_ = column;
  is_pending_ = width_ != 0 && column % width_ == 0;
}

void LineView::Pen::go_back_to(std::size_t column) {
  assert(column <= column_);
  if (column == column_) return;
  const std::size_t per_line = width_ == 0 ? column_ + 1 : width_;
  const std::size_t cell = is_pending_ ? column_ - 1 : column_;
  const std::size_t lines_up = cell / per_line - column / per_line;
  // Where a backspace leads to while the wrap is pending is another place on each terminal; this is not.
  if (is_pending_) written_ += '\r';
  if (lines_up > 0) written_ += fmt::format("\x1b[{}A", lines_up);
  const std::size_t from = is_pending_ ? 0 : cell % per_line;
  const std::size_t to = column % per_line;
  if (to < from) written_.append(from - to, '\b');
  if (to > from) written_ += fmt::format("\x1b[{}C", to - from);
  column_ = column;
  is_pending_ = false;
}

void LineView::begin(std::string_view prompt) {
  prompt_ = prompt.substr(prompt.find_last_of('\n') + 1);
  forget_text();
}

void LineView::forget_text() {
  text_.clear();
  cursor_ = 0;
}

std::string LineView::show(std::string_view text, std::size_t cursor) {
  const std::size_t old_column = column_of(text_, cursor_);
  const bool was_pending =
      width_ != 0 && cursor_ == text_.size() && old_column != 0 && old_column % width_ == 0;
  Pen pen{width_, old_column, was_pending};
  const std::size_t same = first_difference(text_, text);
  const bool changes = same < std::max(text_.size(), text.size());
  move(pen, cursor_, changes ? same : std::min(cursor, same));
  const std::size_t old_end = column_of(text_, text_.size());
  text_ = text;
  cursor_ = cursor;
  if (changes) {
    pen.print(text.substr(same));
    if (pen.column() < old_end) pen.print_blanks(old_end - pen.column());
  }
  settle(pen);
  return pen.take();
}

std::string LineView::redisplay() const {
  Pen pen{width_, 0, false};
  pen.print(prompt_);
  pen.print(text_);
  settle(pen);
  return pen.take();
}

std::size_t LineView::column_of(std::string_view text, std::size_t position) const {
  return columns_of(prompt_) + columns_of(text.substr(0, position));
}

/// Within the text that is on the screen.
void LineView::move(Pen& pen, std::size_t from, std::size_t to) const {
  if (from < to) {
    pen.print(std::string_view{text_}.substr(from, to - from));
  } else {
    pen.go_back_to(column_of(text_, to));
  }
}

/// From somewhere behind it back to the cursor.
void LineView::settle(Pen& pen) const {
  const std::size_t target = column_of(text_, cursor_);
  const bool at_margin = width_ != 0 && target != 0 && target % width_ == 0;
  if (!at_margin) return pen.go_back_to(target);

  const bool at_end = cursor_ == text_.size();
  if (at_end == pen.is_pending() && pen.column() == target) return;
  if (at_end) {
    // The character at the margin once more, and the wrap is pending again.
    const std::string whole = prompt_ + text_;
    const std::string_view last = std::string_view{whole}.substr(whole.size() - last_character_size(whole));
    pen.go_back_to(target - columns_of(last));
    return pen.print(last);
  }
  // The next character makes the terminal wrap.
  if (pen.column() == target) {
    const std::string_view rest = std::string_view{text_}.substr(cursor_);
    pen.print(rest.substr(0, character_size(rest)));
  }
  pen.go_back_to(target);
}

}  // namespace ferry::terminal
