#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/history.h"
#include "terminal/keys.h"

namespace ferry::terminal {

/// What the typist sees of the line being typed.
enum class Echo : std::uint8_t {
  visible,
  hidden,  // a password: nothing is shown, nothing is kept in the history
};

/// One line being typed on a terminal: takes bytes, gives what to show, and says when something has to
/// happen. Characters that are typed at the end of the line are echoed as they came and nothing else is
/// written: programs wait for exactly that. Lines longer than the screen wrap, they do not scroll.
/// Sans-IO; for one terminal.
class LineEditor {
 public:
  enum class Event : std::uint8_t {
    nothing,    // more bytes are needed
    line,       // Enter: `text()` is complete; the line end has been echoed
    help,       // `?` was typed (and echoed): what may stand at the cursor? Not in the text.
    complete,   // TAB: the word before the cursor
    interrupt,  // ^C: the line is forgotten
    suspend,    // ^Z
    abort,      // ^^
    end,        // ^D on an empty line
  };

  /// `longest` is in bytes; more is not taken and rings the bell.
  explicit LineEditor(std::size_t longest) : longest_(longest) {}

  /// A new line behind `prompt`, which the caller has written and which may be empty. `history` may be null
  /// and has to outlive the line. `questions` says whether `?` and TAB ask or are characters like others.
  enum class Questions : std::uint8_t { asked, typed };
  void begin(std::string_view prompt, Echo echo, Questions questions, History* history);
  /// Columns of the screen; 0 if unknown or without limit. Only erasing across a wrapped line needs it.
  void set_width(unsigned columns) { width_ = columns; }

  /// Takes bytes from the front of `input` until something has happened.
  [[nodiscard]] Event feed(std::string_view& input);
  /// What has to be written to the screen since the last call; lines end in LF.
  [[nodiscard]] std::string take_echo();

  /// The whole line.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The part before the cursor.
  [[nodiscard]] std::string_view before_cursor() const { return std::string_view{text_}.substr(0, cursor_); }
  /// Moves the text out and leaves an empty line.
  [[nodiscard]] std::string take_text();
  [[nodiscard]] bool empty() const { return text_.empty(); }

  /// Puts `text` in at the cursor as if it were typed: the rest of a word that TAB completes.
  void insert(std::string_view text);
  /// The prompt and the line anew, with the cursor in its place: after help, or after a message that came in
  /// between. On a fresh screen line.
  [[nodiscard]] std::string redisplay() const;

 private:
  std::size_t longest_;
  unsigned width_ = 0;
  std::string prompt_;
  Echo echo_ = Echo::visible;
  Questions questions_ = Questions::asked;
  History* history_ = nullptr;
  KeyDecoder decoder_;
  std::string text_;
  std::size_t cursor_ = 0;  // in bytes, at the start of a character
  std::string echoed_;
  std::vector<std::string> erased_;  // what ^Y and Esc y bring back
};

}  // namespace ferry::terminal
