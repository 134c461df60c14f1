#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace ferry::commands::tcl {

// The syntax of Tcl, as far as the Tcl shell needs it: commands, words, braces, quotes, `$name`, `[command]`
// and backslashes. Sans-IO; total for every text.

/// Brackets, braces and quotes may stand in each other so deep.
inline constexpr std::size_t deepest = 64;

/// Says of a script that comes line by line whether it is complete: nothing is open at its end.
class Completeness {
 public:
  /// The next line, without its line end.
  void add_line(std::string_view line);
  /// What is nested too deep counts as complete: parsing tells what is wrong with it.
  [[nodiscard]] bool is_complete() const { return (open_.empty() && !continues_) || open_.size() > deepest; }

 private:
  enum class Open : std::uint8_t { brace, quote, bracket };
  void add(char character);
  void add_outside(char character);

  std::vector<Open> open_;
  bool escaped_ = false;        // by a backslash
  bool continues_ = false;      // the last line ends in a backslash
  bool begins_word_ = true;     // here a brace or a quote opens something
  bool begins_command_ = true;  // here # begins a comment
  bool in_comment_ = false;
};

/// A piece of a word: text as it is, the value of a variable, or the result of a script.
struct Part {
  enum class Kind : std::uint8_t { literal, variable, script };
  Kind kind = Kind::literal;
  std::string text;
};
using Word = std::vector<Part>;
using Command = std::vector<Word>;

/// The command at `position`, which moves behind it; no words where there is only a comment or nothing. The
/// error is what Tcl says.
[[nodiscard]] std::expected<Command, std::string> next_command(std::string_view script,
                                                               std::size_t& position);

/// The elements of a list.
[[nodiscard]] std::expected<std::vector<std::string>, std::string> list_elements(std::string_view list);

}  // namespace ferry::commands::tcl
