#include "commands/unmodelled_help.h"

#include <algorithm>
#include <ranges>
#include <string>

#include "base/text.h"
#include "commands/unmodelled_edit.h"
#include "commands/unmodelled_line.h"
#include "commands/unmodelled_rules.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view kept = "Kept as it is typed";

/// The line above what is typed; empty on the top level.
std::string_view parent_at(const Position& position) {
  const auto* place = std::get_if<InUnmodelled>(&position);
  if (place == nullptr) return {};
  for (auto level = place->levels.rbegin(); level != place->levels.rend(); ++level) {
    if (level->is_section) return level->key;
  }
  return {};
}

/// The word of `rule` behind those that are typed, if they are its first.
std::string_view word_behind(const UnmodelledRule& rule, const std::vector<std::string_view>& typed) {
  const auto all = words(rule.words);
  const bool fits = all.size() > typed.size() &&
                    std::ranges::equal(typed, all | std::views::take(typed.size()), equal_ignoring_case);
  return fits ? all[typed.size()] : std::string_view{};
}

void add(std::vector<HelpLine>& choices, std::string_view label, std::string_view help) {
  if (std::ranges::find(choices, label, &HelpLine::label) != choices.end()) return;
  choices.push_back({std::string{label}, std::string{help}});
}

// <cr> stays the last one.
void sort_choices(std::vector<HelpLine>& choices) {
  std::ranges::sort(choices, [](const HelpLine& one, const HelpLine& other) {
    if (one.label.empty() || other.label.empty()) return !one.label.empty() && other.label.empty();
    return one.label < other.label;
  });
}

}  // namespace

bool takes_any_line(const config::Config& config, const Position& position, unsigned privilege) {
  const bool is_place =
      std::holds_alternative<InGlobal>(position) || std::holds_alternative<InUnmodelled>(position);
  return is_place && config.unmodelled.accepted && privilege >= privilege::enable;
}

void add_unmodelled_choices(const Position& position, std::string_view before,
                            std::vector<HelpLine>& choices) {
  auto typed = words(before);
  std::string_view prefix;
  const bool is_in_word = !before.empty() && before.back() != ' ' && before.back() != '\t';
  if (is_in_word) {
    prefix = typed.back();
    typed.pop_back();
  }
  const bool is_negated = !typed.empty() && (typed.front() == "no" || typed.front() == "default");
  if (is_negated) typed.erase(typed.begin());
  const std::string_view parent = parent_at(position);
  for (const UnmodelledRule& rule : parent.empty() ? global_rules() : section_rules()) {
    if (!rule.within.empty() && !matched(rule.within, parent)) continue;
    const std::string_view word = word_behind(rule, typed);
    if (!word.empty() && word != "*" && word.starts_with(prefix)) add(choices, word, kept);
  }
  if (typed.empty() && !is_negated && !parent.empty()) {
    if (std::string_view{"no"}.starts_with(prefix)) add(choices, "no", "Remove a line");
    if (std::string_view{"default"}.starts_with(prefix))
      add(choices, "default", "Remove a line and its negation");
  }
  if (!is_in_word) add(choices, "LINE", kept);
  if (!is_in_word && !typed.empty()) add(choices, "", "");
  sort_choices(choices);
}

std::vector<HelpLine> any_text() {
  return {{"LINE", std::string{kept}}, {"", ""}};
}

}  // namespace ferry::commands
