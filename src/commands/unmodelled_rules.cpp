#include "commands/unmodelled_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"

namespace ferry::commands {
namespace {

using Rule = UnmodelledRule;
using Naming = Rule::Naming;

/// Cuts the first word off `text`, and the blanks around it.
std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

/// `line` up to the end of `count` words behind `offset`.
std::string_view with_words(std::string_view line, std::size_t offset, int count) {
  std::string_view rest = line.substr(offset);
  for (; count > 0; --count) next_word(rest);
  return line.substr(0, line.size() - rest.size());
}

bool begins(std::string_view word, std::string_view beginning) {
  return beginning.size() <= word.size() && equal_ignoring_case(word.substr(0, beginning.size()), beginning);
}

constexpr char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | ' ') : letter;
}

/// Rules by the letter that they begin with, in their order. A configuration of 20,000 lines asks for the
/// rule of each a few times; without the letters half the work was to find out that "interface" is not "ip".
class RulesByLetter {
 public:
  explicit RulesByLetter(std::span<const Rule> rules) {
    for (const Rule& rule : rules) by_letter_[index(rule.words.front())].push_back(&rule);
  }
  /// Those that `line` may begin with.
  [[nodiscard]] std::span<const Rule* const> of(std::string_view line) const {
    if (line.empty()) return {};
    return by_letter_[index(line.front())];
  }

 private:
  static std::size_t index(char letter) { return static_cast<unsigned char>(lower(letter)); }

  std::array<std::vector<const Rule*>, 256> by_letter_;
};

std::span<const Rule* const> global_rules_for(std::string_view line) {
  static const RulesByLetter rules{global_rules()};
  return rules.of(line);
}

std::span<const Rule* const> section_rules_for(std::string_view line) {
  static const RulesByLetter rules{section_rules()};
  return rules.of(line);
}

const Rule* longest(std::span<const Rule* const> rules, std::string_view parent, std::string_view line) {
  const Rule* best = nullptr;
  std::size_t most = 0;
  for (const Rule* one : rules) {
    const Rule& rule = *one;
    const auto length = matched(rule.words, line);
    if (!length || *length < most) continue;
    if (!rule.within.empty() && !matched(rule.within, parent)) continue;
    // One that is only for this section is meant, or one that spells every word.
    const bool is_closer = !rule.within.empty() || (best != nullptr && best->words.contains('*'));
    if (*length == most && !is_closer) continue;
    best = &rule;
    most = *length;
  }
  return best;
}

std::string route_map_key(std::string_view line, std::size_t length) {
  const std::string_view named = with_words(line, length, 1);
  std::string_view rest = line.substr(named.size());
  next_word(rest);
  const std::string_view number = next_word(rest);
  return number.empty() ? std::string{named} : fmt::format("{} {}", named, number);
}

std::ptrdiff_t count_words(std::string_view words) {
  return 1 + std::ranges::count(words, ' ');
}

/// How much of `line` spells out `words`, each by a beginning of it; the line needs as many words.
std::optional<std::size_t> abbreviated(std::string_view words, std::string_view line) {
  // Shorter ones are more often words of their own.
  constexpr std::size_t shortest = 3;
  std::string_view rest = line;
  while (!words.empty()) {
    const std::string_view expected = next_word(words);
    const std::string_view typed = next_word(rest);
    if (typed.empty() || expected == "*") return std::nullopt;
    if (!begins(expected, typed) || typed.size() < std::min(shortest, expected.size())) return std::nullopt;
  }
  return line.size() - rest.size();
}

}  // namespace

std::optional<std::size_t> matched(std::string_view words, std::string_view line) {
  std::size_t at = 0;
  for (const char expected : words) {
    if (expected == ' ') {
      if (at == line.size() || line[at] != ' ') return std::nullopt;
      at = std::min(line.find_first_not_of(' ', at), line.size());
    } else if (expected == '*') {
      const std::size_t end = std::min(line.find(' ', at), line.size());
      if (end == at) return std::nullopt;
      at = end;
    } else {
      if (at == line.size() || lower(line[at]) != lower(expected)) return std::nullopt;
      ++at;
    }
  }
  if (at < line.size() && line[at] != ' ') return std::nullopt;
  return at;
}

const UnmodelledRule* global_rule(std::string_view line) {
  return longest(global_rules_for(line), {}, line);
}

const UnmodelledRule* section_rule(std::string_view parent, std::string_view line) {
  return longest(section_rules_for(line), parent, line);
}

std::string key_of(const UnmodelledRule* rule, std::string_view line) {
  if (rule == nullptr) return std::string{line};
  const std::size_t length = matched(rule->words, line).value_or(line.size());
  switch (rule->naming) {
    case Naming::whole:
      break;
    case Naming::words:
      return std::string{line.substr(0, length)};
    case Naming::one_name:
      return std::string{with_words(line, length, 1)};
    case Naming::two_names:
      return std::string{with_words(line, length, 2)};
    case Naming::last_word:
      return fmt::format("{}{}", line.substr(0, length),
                         line.size() == length ? "" : line.substr(line.rfind(' ')));
    case Naming::without_action:
      return route_map_key(line, length);
  }
  return std::string{line};
}

std::string spelled_out(std::string_view parent, std::string_view line) {
  const bool is_global = parent.empty();
  const Rule* exact = is_global ? global_rule(line) : section_rule(parent, line);
  std::ptrdiff_t most = exact == nullptr ? 0 : count_words(exact->words);
  std::string found{line};
  bool is_ambiguous = false;
  for (const Rule* one : is_global ? global_rules_for(line) : section_rules_for(line)) {
    const Rule& rule = *one;
    const auto length = abbreviated(rule.words, line);
    if (!length || (!rule.within.empty() && !matched(rule.within, parent))) continue;
    const std::ptrdiff_t count = count_words(rule.words);
    if (count < most) continue;
    std::string spelled = fmt::format("{}{}", rule.words, line.substr(*length));
    is_ambiguous = count == most && spelled != found;
    most = count;
    found = std::move(spelled);
  }
  return is_ambiguous ? std::string{line} : found;
}

std::uint32_t group_of(const UnmodelledRule* rule) {
  if (rule == nullptr) return group_of_unknown;
  return group_of_unknown + 1 + static_cast<std::uint32_t>(rule - global_rules().data());
}

std::uint32_t first_group(UnmodelledRule::Part part) {
  const auto first = std::ranges::find(global_rules(), part, &Rule::part);
  return group_of_unknown + 1 + static_cast<std::uint32_t>(first - global_rules().begin());
}

const UnmodelledRule* rule_of_group(std::uint32_t group) {
  if (group <= group_of_unknown) return nullptr;
  return &global_rules()[group - group_of_unknown - 1];
}

}  // namespace ferry::commands
