#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "terminal/utf8.h"

namespace ferry::testing {

/// A small terminal: what a person would see of bytes that were written to it. Understands CR, LF, BS, TAB,
/// BEL, the sequences CSI A B C D G H J K, UTF-8, and wraps at its right margin as a VT100 does: behind the
/// last column the cursor waits on it until one more character comes. Each character takes one column.
class Screen {
 public:
  struct Place {
    std::size_t row = 0, column = 0;
    bool operator==(const Place&) const = default;
  };

  Screen(std::size_t columns, std::size_t rows)
      : columns_(columns), cells_(rows, std::vector<std::string>(columns, blank)) {}

  void write(std::string_view bytes);

  /// The rows without blanks at their ends; empty rows at the bottom are left out.
  [[nodiscard]] std::vector<std::string> lines() const;
  /// All of them, with those that have left at the top, each ending in LF.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Place cursor() const { return cursor_; }
  /// A character was written in the last column and the next one will go to the next row.
  [[nodiscard]] bool wraps_next() const { return wraps_next_; }
  [[nodiscard]] std::size_t bells() const { return bells_; }
  /// Sequences and control characters that it does not understand, one after the other; among them a
  /// backspace while the cursor waits to wrap.
  [[nodiscard]] const std::string& unknown() const { return unknown_; }

 private:
  static constexpr const char* blank = " ";

  void control(char byte);
  void sequence(std::string_view parameters, char what);
  void put(std::string_view character);
  void go_down();
  void erase(Place from, Place to);
  [[nodiscard]] static std::string row_text(const std::vector<std::string>& row);

  std::size_t columns_;
  std::vector<std::vector<std::string>> cells_;
  std::vector<std::string> scrolled_off_;
  Place cursor_;
  bool wraps_next_ = false;
  std::size_t bells_ = 0;
  std::string unknown_;
  std::string pending_;  // of a sequence or a character that was cut
};

inline void Screen::write(std::string_view bytes) {
  const std::string all = std::exchange(pending_, {}) + std::string{bytes};
  std::string_view rest = all;
  while (!rest.empty()) {
    const char first = rest.front();
    const auto* const form = terminal::utf8_form(first);
    if (first == '\x1b') {
      const auto end = std::find_if(rest.begin() + std::min<std::ptrdiff_t>(2, std::ssize(rest)), rest.end(),
                                    [](char each) { return each >= '@' && each <= '~'; });
      if (end == rest.end()) break;
      const std::string_view whole{rest.begin(), end + 1};
      if (whole[1] == '[') {
        sequence(whole.substr(2, whole.size() - 3), whole.back());
      } else {
        unknown_ += whole;
      }
      rest.remove_prefix(whole.size());
    } else if (static_cast<unsigned char>(first) < 0x20 || first == '\x7f') {
      control(first);
      rest.remove_prefix(1);
    } else if (form != nullptr && rest.size() < form->size) {
      break;
    } else {
      const std::size_t size = terminal::character_size(rest);
      put(rest.substr(0, size));
      rest.remove_prefix(size);
    }
  }
  pending_ = rest;
}

inline void Screen::control(char byte) {
  if (byte == '\a') {
    ++bells_;
    return;
  }
  // Terminals disagree about where this leads to.
  if (byte == '\b' && wraps_next_) unknown_ += byte;
  wraps_next_ = wraps_next_ && byte == '\n';
  if (byte == '\r') {
    cursor_.column = 0;
  } else if (byte == '\n') {
    go_down();
  } else if (byte == '\b') {
    cursor_.column -= cursor_.column > 0 ? 1 : 0;
  } else if (byte == '\t') {
    cursor_.column = std::min((cursor_.column / 8 + 1) * 8, columns_ - 1);
  } else {
    unknown_ += byte;
  }
}

inline void Screen::sequence(std::string_view parameters, char what) {
  std::vector<std::size_t> numbers{0};
  for (const char each : parameters) {
    if (each == ';') {
      numbers.push_back(0);
    } else if (each >= '0' && each <= '9') {
      numbers.back() = numbers.back() * 10 + static_cast<std::size_t>(each - '0');
    }
  }
  const std::size_t number = numbers.front();
  const std::size_t count = std::max<std::size_t>(number, 1);
  const Place end{cells_.size() - 1, columns_ - 1};
  const Place end_of_row{cursor_.row, columns_ - 1};
  if (what == 'A') {
    cursor_.row -= std::min(count, cursor_.row);
  } else if (what == 'B') {
    cursor_.row = std::min(cursor_.row + count, end.row);
  } else if (what == 'C') {
    cursor_.column = std::min(cursor_.column + count, end.column);
  } else if (what == 'D') {
    cursor_.column -= std::min(count, cursor_.column);
  } else if (what == 'G') {
    cursor_.column = std::min(count - 1, end.column);
  } else if (what == 'H') {
    const std::size_t column = numbers.size() > 1 ? std::max<std::size_t>(numbers[1], 1) : 1;
    cursor_ = {std::min(count - 1, end.row), std::min(column - 1, end.column)};
  } else if (what == 'J' && number <= 2) {
    erase(number == 0 ? cursor_ : Place{}, number == 1 ? cursor_ : end);
  } else if (what == 'K' && number <= 2) {
    erase(number == 0 ? cursor_ : Place{cursor_.row, 0}, number == 1 ? cursor_ : end_of_row);
  } else {
    unknown_ += "\x1b[" + std::string{parameters} + what;
  }
  wraps_next_ = false;
}

inline void Screen::put(std::string_view character) {
  if (std::exchange(wraps_next_, false)) {
    cursor_.column = 0;
    go_down();
  }
  cells_[cursor_.row][cursor_.column] = character;
  if (cursor_.column + 1 == columns_) {
    wraps_next_ = true;
  } else {
    ++cursor_.column;
  }
}

inline void Screen::go_down() {
  if (cursor_.row + 1 < cells_.size()) {
    ++cursor_.row;
    return;
  }
  scrolled_off_.push_back(row_text(cells_.front()));
  std::ranges::rotate(cells_, cells_.begin() + 1);
  cells_.back().assign(columns_, blank);
}

inline void Screen::erase(Place from, Place to) {
  for (; from.row <= to.row; from = {from.row + 1, 0}) {
    const std::size_t last = from.row == to.row ? to.column : columns_ - 1;
    for (std::size_t column = from.column; column <= last; ++column) cells_[from.row][column] = blank;
  }
}

inline std::vector<std::string> Screen::lines() const {
  std::vector<std::string> result;
  result.reserve(cells_.size());
  for (const auto& row : cells_) result.push_back(row_text(row));
  while (!result.empty() && result.back().empty()) result.pop_back();
  return result;
}

inline std::string Screen::text() const {
  std::string result;
  for (const std::string& line : scrolled_off_) result += line + '\n';
  for (const std::string& line : lines()) result += line + '\n';
  return result;
}

inline std::string Screen::row_text(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) text += cell;
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace ferry::testing
