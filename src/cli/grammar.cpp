#include "cli/grammar.h"

#include <algorithm>

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
