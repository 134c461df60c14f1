#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ferry::terminal {

/// What stands on the screen of a line being typed, and what has to be written so that it looks otherwise. On
/// a terminal that wraps at its right margin the line may fill several screen lines. Each character counts as
/// one column, also those that some terminals draw wider; a control character is shown as ^X.
///
/// Where the cursor is on the screen depends on the text and the cursor alone, never on how they came about.
/// Behind a last character at the right margin it still stands on that character, as terminals have it
/// (VT100: the wrap is pending), because what is typed has to be echoed as it is and nothing else.
class LineView {
 public:
  /// Columns of the screen; 0 if it is unknown.
  void set_width(unsigned columns) { width_ = columns < narrowest ? 0 : columns; }

  /// A new line: the prompt stands on the screen with the cursor behind it.
  void begin(std::string_view prompt);
  /// The text is gone from there, as it were: the cursor stands behind the prompt.
  void forget_text();
  /// What makes the screen show `text` with the cursor in front of its byte `cursor`.
  [[nodiscard]] std::string show(std::string_view text, std::size_t cursor);
  /// All of it anew, on a fresh screen line.
  [[nodiscard]] std::string redisplay() const;

 private:
  /// Narrower screens are taken for unlimited ones.
  static constexpr unsigned narrowest = 4;
  class Pen;

  [[nodiscard]] std::size_t column_of(std::string_view text, std::size_t position) const;
  void move(Pen& pen, std::size_t from, std::size_t to) const;
  void settle(Pen& pen) const;

  unsigned width_ = 0;
  std::string prompt_;
  std::string text_;
  std::size_t cursor_ = 0;
};

}  // namespace ferry::terminal
