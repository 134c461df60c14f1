#pragma once

#include <array>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/automaton.h"
#include "cli/command.h"
#include "cli/match.h"
#include "cli/position.h"

namespace ferry::cli {

/// One line of what `?` shows: "  WORD  User name". An empty label is <cr>.
struct HelpLine {
  std::string label;
  std::string help;
  bool operator==(const HelpLine&) const = default;
};

/// What somebody may type: from there follows which commands there are.
struct Scope {
  Mode mode = Mode::exec;
  unsigned privilege = 1;
  const config::Config& config;
  const Vocabulary& vocabulary;
};

/// One command in one of the forms in which it may be typed.
struct GrammarRow {
  const Command* command;
  Form form;
  Automaton automaton;
};

/// All commands, ready to match lines against: every word may be cut to a beginning that fits no other
/// keyword, case does not matter, runs of blanks count as one. A word is decided when it is read: what
/// follows never makes an ambiguous word clear. Immutable; the tables must outlive it.
class Grammar {
 public:
  explicit Grammar(std::span<const CommandTable* const> tables);

  /// The command that `line` is. Takes time linear in the length of the line.
  [[nodiscard]] std::expected<Match, Mistake> match(const Scope& scope, std::string_view line) const;

  /// What may stand at the end of `line`: the next words if it ends in a blank, else the words that begin so.
  [[nodiscard]] std::expected<std::vector<HelpLine>, Mistake> help(const Scope& scope,
                                                                   std::string_view line) const;

  /// `line` with its keywords spelled out, also where it is only the beginning of commands.
  [[nodiscard]] std::expected<std::string, Mistake> spell(const Scope& scope, std::string_view line) const;

  /// Whether a command of a mode could begin with `words`, whatever the configuration and whoever types.
  [[nodiscard]] bool may_begin(Mode mode, std::span<const std::string_view> words) const;

  /// Every command of a mode in every form.
  [[nodiscard]] const std::vector<GrammarRow>& rows(Mode mode) const {
    return rows_[static_cast<std::size_t>(mode)];
  }

 private:
  void add(const Command& command);

  std::array<std::vector<GrammarRow>, mode_count> rows_;
};

}  // namespace ferry::cli
