#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/edit_buffer.h"
#include "terminal/history.h"
#include "terminal/keys.h"
#include "terminal/line_view.h"

namespace ferry::terminal {

/// What the typist sees of the line being typed.
enum class Echo : std::uint8_t {
  visible,
  hidden,  // a password: nothing is shown but the line end, nothing is kept in the history or in memory
};

/// One line being typed on a terminal: takes bytes, gives what to show, and says when something has to
/// happen. Characters that are typed at the end of the line are echoed as they came and nothing else is
/// written: programs wait for exactly that. Lines longer than the screen wrap, they do not scroll. A key that
/// can do nothing rings the bell, once for each call of `feed`, so that what is written stays in proportion
/// to the line whatever is typed. Sans-IO; for one terminal.
class LineEditor {
 public:
  enum class Event : std::uint8_t {
    nothing,   // more bytes are needed
    line,      // Enter: `text()` is complete; the line end has been echoed
    help,      // `?` was typed (and echoed): what may stand at the cursor? Not in the text. Then `redisplay`.
    complete,  // TAB: the word before the cursor
    interrupt,  // ^C: the line is forgotten; the screen's cursor is behind it, and no line end was written
    suspend,    // ^Z: the same
    abort,      // ^^: the same
    end,        // ^D on an empty line
  };

  /// `longest` is in bytes; more is not taken and rings the bell.
  explicit LineEditor(std::size_t longest) : buffer_(longest) {}

  /// A new line behind `prompt`, which the caller has written and which may be empty. `history` may be null
  /// and has to outlive the line; Enter adds the line to it. `questions` says whether `?` and TAB ask or are
  /// characters like others.
  enum class Questions : std::uint8_t { asked, typed };
  void begin(std::string_view prompt, Echo echo, Questions questions, History* history);
  /// Columns of the screen; 0 if unknown or without limit. Only erasing across a wrapped line needs it.
  void set_width(unsigned columns) { view_.set_width(columns); }

  /// Takes bytes from the front of `input` until something has happened.
  [[nodiscard]] Event feed(std::string_view& input);
  /// What has to be written to the screen since the last call; lines end in LF.
  [[nodiscard]] std::string take_echo();

  /// The whole line.
  [[nodiscard]] const std::string& text() const { return buffer_.text(); }
  /// The part before the cursor.
  [[nodiscard]] std::string_view before_cursor() const {
    return std::string_view{buffer_.text()}.substr(0, buffer_.cursor());
  }
  /// Moves the text out and leaves an empty line.
  [[nodiscard]] std::string take_text();
  [[nodiscard]] bool empty() const { return buffer_.text().empty(); }

  /// Puts `text` in at the cursor as if it were typed: the rest of a word that TAB completes. Rings the
  /// bell if there is no room for it.
  void insert(std::string_view text);
  /// The prompt and the line anew, with the cursor in its place: after help, or after a message that came in
  /// between. On a fresh screen line.
  [[nodiscard]] std::string redisplay() const;
  /// What brings the screen's cursor behind the whole line, however many screen lines it fills: what is
  /// written then, from a line end on, does not run into it. Then `redisplay`.
  [[nodiscard]] std::string leave_line();

  /// For keys that are no part of a line, such as those of --More--. The same decoder has to see all bytes of
  /// a terminal: an Enter that arrives as CR LF may be cut between them.
  [[nodiscard]] KeyDecoder& keys() { return decoder_; }

 private:
  [[nodiscard]] std::optional<KeyPress> next_press(std::string_view& input);
  [[nodiscard]] Event on_key(Key key);
  [[nodiscard]] Event on_character(const std::string& bytes);
  [[nodiscard]] Event end_line();
  [[nodiscard]] Event give_up(Event why);
  [[nodiscard]] Event ask();
  void type(std::string_view text);
  void recall(std::optional<std::string> line);
  void show();
  void show_whole(std::string_view text);

  KeyDecoder decoder_;
  EditBuffer buffer_;
  LineView view_;
  Echo echo_ = Echo::visible;
  Questions questions_ = Questions::asked;
  History* history_ = nullptr;
  bool takes_literally_ = false;  // ^V was the last key
  // To be done once before `feed` returns, however many keys asked for it.
  bool rings_ = false;
  bool redisplays_ = false;
  std::string echoed_;
};

}  // namespace ferry::terminal
