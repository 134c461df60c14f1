#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ferry::commands {

/// Makes lines of what arrives from a typist: CR, LF, CR LF and CR NUL each end one line. With a terminal it
/// also obeys backspace, Ctrl-U, Ctrl-C, Ctrl-D and Ctrl-Z and says what to echo; from a pipe, bytes are
/// taken as they are. A lone NUL is nothing. Sans-IO.
class LineReader {
 public:
  enum class Source { terminal, pipe };
  enum class Event {
    nothing,       // more bytes are needed
    line,          // `line()` is complete
    interrupt,     // Ctrl-C: the line is forgotten
    end_of_input,  // Ctrl-D on an empty line
    suspend,       // Ctrl-Z: leave the configuration
  };

  LineReader(Source source, std::size_t longest)
      : source_(source), longest_(longest), visible_(source == Source::terminal) {}

  /// Whether what is typed on a terminal is echoed from here on: not for passwords. Nothing from a pipe is.
  void show(bool visible) { visible_ = visible && source_ == Source::terminal; }

  /// Takes bytes from the front of `input` until something has happened, and removes them from it.
  [[nodiscard]] Event read(std::string_view& input);
  /// The line that was read; one byte longer than the longest if it was longer.
  [[nodiscard]] std::string take_line();
  /// What the terminal has to show of what was typed, since the last call.
  [[nodiscard]] std::string take_echo();
  /// Has something been typed that is no line yet?
  [[nodiscard]] bool has_partial_line() const { return !line_.empty(); }

 private:
  Event take(char character);
  Event edit(char character);
  void add(char character);
  void erase(std::size_t count);

  Source source_;
  std::size_t longest_;
  bool visible_;
  bool after_return_ = false;
  std::string line_;
  std::string echo_;
};

}  // namespace ferry::commands
