#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/token.h"

namespace ferry::cli {

class Command;

/// How a command was typed: as it is, behind `no`, or behind `default`.
enum class Form { plain, no, restore };

/// One typed word and the token it stands for.
struct MatchedWord {
  TokenKind kind{};
  std::string_view name;  // the token's, from the command tables, which live for ever
  std::string text;       // keywords and names fully spelled, values as typed
  std::uint64_t number = 0;
  std::size_t column = 0;  // in the typed line
};

/// A line that is a command.
class Match {
 public:
  Match(const Command& command, Form form, std::vector<MatchedWord> words, unsigned level)
      : command_(&command), form_(form), words_(std::move(words)), level_(level) {}

  [[nodiscard]] const Command& command() const { return *command_; }
  [[nodiscard]] Form form() const { return form_; }
  /// The privilege level that it needs, wherever `privilege exec level` may have moved it to.
  [[nodiscard]] unsigned level() const { return level_; }
  /// Without the `no` or `default` in front.
  [[nodiscard]] std::span<const MatchedWord> words() const { return words_; }

  /// Was this keyword among the words?
  [[nodiscard]] bool has(std::string_view keyword) const { return keyword_at(keyword) != nullptr; }
  [[nodiscard]] const MatchedWord* keyword_at(std::string_view keyword) const;
  /// The first value of this name, or null.
  [[nodiscard]] const MatchedWord* find(std::string_view name) const;
  /// The text of the value of this name; empty if it was left out.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
  /// The values of this name in the order in which they were typed.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// The first word that is not a keyword, or null: the value of a plain setting.
  [[nodiscard]] const MatchedWord* value() const;

  /// The command in full: every keyword spelled out, one blank between words. What AAA authorises and
  /// accounts.
  [[nodiscard]] std::string canonical() const;

 private:
  const Command* command_;
  Form form_;
  std::vector<MatchedWord> words_;
  unsigned level_;
};

/// A line that is none, and why.
struct Mistake {
  enum class Kind { ambiguous, incomplete, invalid };
  Kind kind = Kind::invalid;
  /// invalid: where the first character stands that fits nothing.
  std::size_t column = 0;
  /// invalid: what would have fitted, if that is a range of numbers: "Valid range is 1 to 120."
  std::string hint;
};

/// What the typist is shown. The caret goes under the character at the mistake's column, counted from
/// `indent` on, the width of the prompt in front of the line.
[[nodiscard]] std::string describe(const Mistake& mistake, std::string_view line, std::size_t indent);
/// The same as one line without the caret: for logs.
[[nodiscard]] std::string describe_briefly(const Mistake& mistake);

}  // namespace ferry::cli
