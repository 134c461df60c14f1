#include "cli/grammar.h"

#include <algorithm>

#include "base/text.h"
#include "cli/walk.h"

namespace ferry::cli {
namespace {

// The path behind `no` or `default`: what says which setting is meant must stand there, the value need not.
Path negated(Path prefix, const Path& path) {
  const std::size_t subject = path.subject_length();
  const std::vector<Element>& elements = path.elements();
  Path tail;
  for (std::size_t index = elements.size(); index-- > subject;) {
    tail = maybe(Path{elements[index]} / std::move(tail));
  }
  for (std::size_t index = 0; index < subject; ++index) {
    prefix = std::move(prefix) / Path{elements[index]};
  }
  return std::move(prefix) / std::move(tail);
}

bool is_blank(char character) {
  return character == ' ' || character == '\t';
}

bool could_be(const Token& token, std::string_view word) {
  if (token.kind != TokenKind::keyword) return true;
  return word.size() <= token.text.size() &&
         equal_ignoring_case(std::string_view{token.text}.substr(0, word.size()), word);
}

bool may_begin(const Automaton& automaton, std::span<const std::string_view> words) {
  std::vector<Automaton::Index> next = automaton.first();
  for (const std::string_view word : words) {
    std::vector<Automaton::Index> behind;
    bool fits = false;
    for (const Automaton::Index index : next) {
      if (!could_be(automaton.token(index), word)) continue;
      if (automaton.token(index).kind == TokenKind::rest) return true;
      const auto& after = automaton.after(index);
      behind.insert(behind.end(), after.begin(), after.end());
      fits = true;
    }
    if (!fits) return false;
    next = std::move(behind);
  }
  return true;
}

}  // namespace

Grammar::Grammar(std::span<const CommandTable* const> tables) {
  for (const CommandTable* table : tables) {
    for (const Command& command : *table) add(command);
  }
}

void Grammar::add(const Command& command) {
  std::vector<GrammarRow>& rows = rows_[static_cast<std::size_t>(command.mode())];
  rows.push_back({&command, Form::plain, Automaton{command.path()}});
  if (!command.can_be_negated()) return;
  const Path no = word("no", "Negate a command or set its defaults");
  const Path restore = word("default", "Set a command to its defaults");
  rows.push_back({&command, Form::no, Automaton{negated(no, command.path())}});
  rows.push_back({&command, Form::restore, Automaton{negated(restore, command.path())}});
}

std::expected<Match, Mistake> Grammar::match(const Scope& scope, std::string_view line) const {
  Walk walk{rows(scope.mode), scope, line};
  if (auto mistake = walk.read_until(line.size())) return std::unexpected(std::move(*mistake));
  return walk.finish();
}

bool Grammar::may_begin(Mode mode, std::span<const std::string_view> words) const {
  return std::ranges::any_of(rows(mode),
                             [&](const GrammarRow& row) { return cli::may_begin(row.automaton, words); });
}

std::expected<std::string, Mistake> Grammar::spell(const Scope& scope, std::string_view line) const {
  Walk walk{rows(scope.mode), scope, line};
  if (auto mistake = walk.read_until(line.size())) return std::unexpected(std::move(*mistake));
  return walk.spelled();
}

std::expected<std::vector<HelpLine>, Mistake> Grammar::help(const Scope& scope, std::string_view line) const {
  std::size_t start = line.size();
  while (start > 0 && !is_blank(line[start - 1])) --start;
  Walk walk{rows(scope.mode), scope, line};
  if (auto mistake = walk.read_until(start)) return std::unexpected(std::move(*mistake));
  const std::string_view prefix = line.substr(start);
  std::vector<HelpLine> all = walk.choices(prefix);
  std::ranges::sort(all, {}, &HelpLine::label);
  if (prefix.empty() && walk.may_end()) all.push_back({"", ""});
  return all;
}

}  // namespace ferry::cli
