#include "cli/levels.h"

#include <algorithm>

#include "base/text.h"

namespace ferry::cli {
namespace {

using Words = std::span<const std::string_view>;
using States = std::vector<Automaton::Index>;

bool fits(const Token& token, std::string_view word) {
  return token.kind != TokenKind::keyword || token.text == word;
}

/// Where in `automaton` whoever types `words` may stand.
States follow(const Automaton& automaton, Words words) {
  States states;
  for (std::size_t index = 0; index < words.size(); ++index) {
    States next;
    const auto add = [&](const States& candidates) {
      for (const Automaton::Index candidate : candidates) {
        if (fits(automaton.token(candidate), words[index])) next.push_back(candidate);
      }
    };
    if (index == 0) add(automaton.first());
    for (const Automaton::Index state : states) add(automaton.after(state));
    if (next.empty()) return {};
    states = std::move(next);
  }
  return states;
}

/// Is the command complete in its keywords after these states, so that at most values follow?
bool ends_there(const Automaton& automaton, const States& states) {
  const auto is_value = [&](Automaton::Index next) {
    return automaton.token(next).kind != TokenKind::keyword;
  };
  return std::ranges::any_of(states, [&](Automaton::Index state) {
    return automaton.may_end_after(state) || std::ranges::any_of(automaton.after(state), is_value);
  });
}

bool begins_with(Words whole, Words beginning) {
  return beginning.size() <= whole.size() && std::ranges::equal(whole.first(beginning.size()), beginning);
}

}  // namespace

Levels::Levels(const std::vector<GrammarRow>& rows, const Scope& scope)
    : rows_(rows), privilege_(scope.privilege) {
  if (scope.mode != Mode::exec || scope.config.exec_privileges.empty()) return;
  for (const config::PrivilegeRule& rule : scope.config.exec_privileges)
    rules_.push_back({.words = words(rule.command), .level = rule.level, .all = rule.all});
  rules_of_row_.resize(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Automaton& automaton = rows[row].automaton;
    for (const Rule& rule : rules_) {
      const States states = follow(automaton, rule.words);
      if (states.empty() || !(rule.all || ends_there(automaton, states))) continue;
      rules_of_row_[row].push_back(&rule);
    }
  }
}

bool Levels::may_become_allowed(std::size_t row, Words words) const {
  if (allows(row, words)) return true;
  if (rules_of_row_.empty()) return false;
  return std::ranges::any_of(rules_of_row_[row], [&](const Rule* rule) {
    return rule->level <= privilege_ && rule->words.size() > words.size() && begins_with(rule->words, words);
  });
}

bool Levels::allows(std::size_t row, Words words) const {
  return level_of(row, words) <= privilege_;
}

unsigned Levels::level_of(std::size_t row, Words words) const {
  const unsigned own = rows_[row].command->privilege();
  if (rules_of_row_.empty()) return own;
  const Rule* longest = nullptr;
  for (const Rule* rule : rules_of_row_[row]) {
    if (!begins_with(words, rule->words)) continue;
    if (longest == nullptr || rule->words.size() > longest->words.size()) longest = rule;
  }
  return longest == nullptr ? own : longest->level;
}

}  // namespace ferry::cli
