#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/grammar.h"
#include "cli/levels.h"

namespace ferry::cli {

/// A line on its way through the rows of a mode, word by word. For one line; borrows everything.
class Walk {
 public:
  Walk(const std::vector<GrammarRow>& rows, const Scope& scope, std::string_view line)
      : rows_(rows), scope_(scope), line_(line), levels_(rows, scope) {}

  /// Reads words until `end`, the number of bytes of the line that count.
  std::optional<Mistake> read_until(std::size_t end);
  /// The command that may end here, or why none may.
  [[nodiscard]] std::expected<Match, Mistake> finish() const;

  /// The words that may come next and begin with `prefix`, without doubles.
  [[nodiscard]] std::vector<HelpLine> choices(std::string_view prefix) const;
  [[nodiscard]] bool may_end() const { return accepting() != nullptr; }
  /// The words read so far, spelled out.
  [[nodiscard]] std::string spelled() const;

 private:
  // A place in one row: its token at `state` was the last one read.
  struct Cursor {
    std::uint16_t row;
    Automaton::Index state;
    std::int32_t step;  // in steps_
  };
  // One word read on the way to a cursor: a chain back to the start of the line.
  struct Step {
    const Token* token;
    std::int32_t previous;
    std::uint32_t word;  // in words_
  };
  struct Word {
    std::string_view text;  // spelled out, where it is a keyword or a name
    std::uint64_t number;
    std::size_t column;
  };
  // How well a token fits a word; the best rank alone goes on.
  enum class Rank { none, rest, word, prefix, number, exact };
  struct Fit {
    Rank rank = Rank::none;
    std::string_view spelled;
    bool ambiguous = false;
  };
  struct Choice {
    Cursor cursor;
    const Token* token;
  };

  std::optional<Mistake> read(std::string_view word, std::size_t column, std::size_t end);
  void advance(const std::vector<Fit>& fits, const Fit& best, Word word);
  [[nodiscard]] Fit fit(const Token& token, std::string_view word) const;
  [[nodiscard]] Fit fit_name(const Token& token, std::string_view word) const;
  [[nodiscard]] Mistake nothing_fits(std::string_view word, std::size_t column) const;
  void collect_choices();
  void add_choice(const Cursor& cursor, std::vector<std::string_view>& read_so_far);
  [[nodiscard]] std::vector<std::string_view> spelled_words() const;
  [[nodiscard]] const Cursor* accepting() const;

  const std::vector<GrammarRow>& rows_;
  const Scope& scope_;
  std::string_view line_;
  Levels levels_;
  std::size_t position_ = 0;
  bool started_ = false;
  std::vector<Cursor> cursors_;
  std::vector<Choice> choices_;
  std::vector<Step> steps_;
  std::vector<Word> words_;
};

}  // namespace ferry::cli
