#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "support/screen.h"
#include "terminal/line_editor.h"

namespace ferry::terminal {

using testing::Screen;

/// Somebody at a terminal behind the prompt "R#".
class Typist {
 public:
  explicit Typist(unsigned columns = 40, std::size_t longest = 200)
      : screen_{columns == 0 ? 400 : columns, 30}, editor_{longest} {
    editor_.set_width(columns);
    begin();
  }

  void begin(Echo echo = Echo::visible, LineEditor::Questions questions = LineEditor::Questions::asked) {
    write("R#");
    editor_.begin("R#", echo, questions, &history_);
  }

  /// The last thing that happened.
  LineEditor::Event type(std::string_view keys) {
    LineEditor::Event last = LineEditor::Event::nothing;
    do {
      last = editor_.feed(keys);
      std::string echo = editor_.take_echo();
      echoed_ += echo;
      write(echo);
      if (last == LineEditor::Event::help) write("\n" + editor_.redisplay());
    } while (!keys.empty());
    return last;
  }
  void enter(std::string_view keys) {
    EXPECT_EQ(type(std::string{keys} + "\r"), LineEditor::Event::line);
    (void)editor_.take_text();
    begin();
  }
  void write(std::string_view text) {
    for (const char byte : text) screen_.write(byte == '\n' ? "\r\n" : std::string{byte});
  }

  /// The line with a | where the cursor is.
  [[nodiscard]] std::string line() const {
    std::string text = editor_.text();
    return text.insert(editor_.before_cursor().size(), 1, '|');
  }
  /// What was echoed since the last call.
  [[nodiscard]] std::string take_echoed() { return std::exchange(echoed_, {}); }
  [[nodiscard]] const Screen& screen() const { return screen_; }
  LineEditor& editor() { return editor_; }
  History& history() { return history_; }

 private:
  Screen screen_;
  LineEditor editor_;
  History history_;
  std::string echoed_;
};

}  // namespace ferry::terminal
