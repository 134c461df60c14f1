#include "commands/unmodelled_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "commands/interface_name.h"

namespace ferry::commands {
namespace {

using cli::complain;
using config::UnmodelledLine;
using config::UnmodelledLines;
using Rule = UnmodelledRule;

constexpr std::string_view no = "no ";
constexpr std::string_view restoring = "default ";

bool has_word_beginning(std::string_view line, std::string_view beginning) {
  return line.starts_with(beginning) && (line.size() == beginning.size() || line[beginning.size()] == ' ');
}

bool is_head_alone(const Rule* rule, std::string_view line) {
  return rule != nullptr && matched(rule->words, line) == line.size();
}

bool needs_a_name(const Rule* rule, std::string_view parent, std::string_view line) {
  return parent.empty() && is_head_alone(rule, line) && rule->kind == Rule::Kind::section &&
         rule->naming != Rule::Naming::words;
}

std::unexpected<cli::Complaint> incomplete() {
  return complain("% Incomplete command.");
}

/// The number that an entry of an access list begins with.
std::string_view number_of(std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  return to_number(word) ? word : std::string_view{};
}

// `interface Serial0/0.1` means the one that was made as point-to-point.
bool says_less(std::string_view line, const UnmodelledLine& standing, const Rule* rule) {
  if (rule == nullptr || rule->kind != Rule::Kind::section) return false;
  const bool is_name_alone = rule->naming == Rule::Naming::last_word && words(line).size() == 2;
  return is_name_alone || has_word_beginning(standing.text, line);
}

std::string normal_form(std::string_view parent, std::string_view line) {
  std::string spelled = spelled_out(parent, line);
  constexpr std::string_view interface = "interface ";
  if (parent.empty() && spelled.starts_with(interface)) {
    spelled = fmt::format("{}{}", interface, interface_name(trim(spelled.substr(interface.size()))));
  }
  return spelled;
}

}  // namespace

std::string_view without_negation(std::string_view line) {
  if (line.starts_with(no)) return trim(line.substr(no.size()));
  if (line.starts_with(restoring)) return trim(line.substr(restoring.size()));
  return line;
}

std::string in_full(std::string_view parent, std::string_view line) {
  const std::string_view setting = without_negation(line);
  const std::string_view form = line.starts_with(no) ? no : restoring;
  if (setting.size() == line.size()) return normal_form(parent, line);
  return fmt::format("{}{}", form, normal_form(parent, setting));
}

const UnmodelledRule* UnmodelledSection::rule_for(std::string_view line) const {
  return parent_.empty() ? global_rule(line) : section_rule(parent_, line);
}

bool UnmodelledSection::is_numbered() const {
  const Rule* above = parent_.empty() ? nullptr : global_rule(parent_);
  return above != nullptr && above->is_numbered;
}

UnmodelledSection::Entered UnmodelledSection::enter(std::string_view line) {
  const std::string_view setting = without_negation(line);
  if (needs_a_name(rule_for(setting), parent_, setting)) return incomplete();
  if (line.starts_with(no)) return negate(setting);
  if (line.starts_with(restoring)) return restore(setting);
  return put(line);
}

UnmodelledSection::Entered UnmodelledSection::enter_block(std::string_view line,
                                                          std::vector<std::string> block) {
  const Rule* rule = rule_for(line);
  remove(key_of(rule, line));
  auto kept = put(line);
  if (!kept || kept->key.empty()) return kept;
  UnmodelledLine& stored = *lines_.find(kept->key);
  size_ -= size_of(stored);
  stored.block = std::move(block);
  size_ += size_of(stored);
  return kept;
}

bool UnmodelledSection::has(std::string_view line) const {
  return lines_.find(key_of(rule_for(line), line)) != nullptr ||
         !lines_.keys(std::string{line} + " ").empty();
}

UnmodelledSection::Entered UnmodelledSection::put(std::string_view line) {
  const Rule* rule = rule_for(line);
  if (remove(fmt::format("{}{}", no, line))) return KeptLine{.key = {}, .rule = rule};
  if (is_numbered()) return put_entry(line);
  std::string key = key_of(rule, line);
  // `ip address 10.1.1.1 255.255.255.0` ends `no ip address`.
  if (rule != nullptr && rule->naming == Rule::Naming::words) remove(fmt::format("{}{}", no, key));
  return store(std::move(key), rule, line, parent_.empty() ? group_of(rule) : 0);
}

/// Entries have either all a number in front of them or none: a list with both would mean something else when
/// it is read again.
UnmodelledSection::Entered UnmodelledSection::put_entry(std::string_view line) {
  if (!number_of(line).empty()) {
    number_entries();
    return store(std::string{line}, nullptr, line, 0);
  }
  const auto& entries = lines_.in_order();
  const std::string_view last =
      entries.empty() ? std::string_view{} : number_of(entries.rbegin()->second.text);
  if (last.empty()) return store(std::string{line}, nullptr, line, 0);
  for (const auto& [place, entry] : entries) {
    const std::string_view number = number_of(entry.text);
    if (trim(std::string_view{entry.text}.substr(number.size())) == line)
      return KeptLine{.key = std::string{number}, .rule = nullptr};
  }
  constexpr std::uint64_t step = 10;
  const std::string numbered = fmt::format("{} {}", to_number(last).value_or(0) + step, line);
  return store(numbered, nullptr, numbered, 0);
}

void UnmodelledSection::number_entries() {
  const auto& entries = lines_.in_order();
  const bool are_numbered = !entries.empty() && !number_of(entries.begin()->second.text).empty();
  if (are_numbered) return;
  std::vector<std::pair<std::uint64_t, UnmodelledLine>> without;
  for (const auto& [place, entry] : entries) {
    if (number_of(entry.text).empty()) without.emplace_back(place.number, entry);
  }
  for (auto& [number, entry] : without) {
    remove(entry.text);
    entry.text = fmt::format("{} {}", number, entry.text);
    size_ += size_of(entry);
    lines_.put(fmt::format("{}", number), 0, number) = std::move(entry);
  }
}

UnmodelledSection::Entered UnmodelledSection::store(std::string key, const Rule* rule, std::string_view text,
                                                    std::uint32_t group) {
  if (size_.lines >= most_unmodelled_lines || size_.bytes + text.size() > most_unmodelled_bytes) {
    return complain(fmt::format("% No more than {} lines and {} bytes are kept of what is not modelled.",
                                most_unmodelled_lines, most_unmodelled_bytes));
  }
  std::optional<std::uint64_t> number;
  if (is_numbered() && !number_of(text).empty()) {
    key = number_of(text);
    number = to_number(key);
  }
  UnmodelledLine* line = lines_.find(key);
  if (line != nullptr && (line->text == text || says_less(text, *line, rule)))
    return KeptLine{.key = std::move(key), .rule = rule};
  if (line == nullptr) {
    line = &lines_.put(key, group, number);
  } else {
    size_ -= size_of(*line);
  }
  line->text = text;
  if (rule != nullptr) line->closing = rule->closing;
  size_ += size_of(*line);
  return KeptLine{.key = std::move(key), .rule = rule};
}

bool UnmodelledSection::remove(std::string_view key) {
  const UnmodelledLine* line = lines_.find(key);
  if (line == nullptr) return false;
  size_ -= size_of(*line);
  return lines_.erase(key);
}

bool UnmodelledSection::remove_numbered(std::string_view line) {
  if (!is_numbered()) return false;
  if (const std::string_view number = number_of(line); !number.empty()) {
    const UnmodelledLine* standing = lines_.find(number);
    return standing != nullptr && (number == line || standing->text == line) && remove(number);
  }
  for (const auto& [place, standing] : lines_.in_order()) {
    const std::string number{number_of(standing.text)};
    if (!number.empty() && trim(std::string_view{standing.text}.substr(number.size())) == line)
      return remove(number);
  }
  return false;
}

/// Removes what `no LINE` means: the line, the setting of which it is the beginning, or all lines that begin
/// so.
bool UnmodelledSection::remove_meant(const Rule* rule, std::string_view line) {
  const std::string key = key_of(rule, line);
  bool removed = false;
  if (const UnmodelledLine* standing = lines_.find(key)) {
    const bool is_section = rule != nullptr && rule->kind != Rule::Kind::line;
    if (is_section || has_word_beginning(standing->text, line)) removed = remove(key);
  }
  // On the top level one word says too little, unless it is known.
  const bool may_be_beginning = !parent_.empty() || line.contains(' ') || is_head_alone(rule, line);
  if (!may_be_beginning) return removed;
  for (const std::string& one : lines_.keys(fmt::format("{} ", line))) removed = remove(one) || removed;
  return removed || remove_numbered(line);
}

UnmodelledSection::Entered UnmodelledSection::negate(std::string_view line) {
  const Rule* rule = rule_for(line);
  const KeptLine nothing{.key = {}, .rule = rule};
  const bool shows_negation =
      rule != nullptr && rule->negation == Rule::Negation::shown && is_head_alone(rule, line);
  if (remove_meant(rule, line)) {
    if (shows_negation) return keep_negation(rule, line);
    return nothing;
  }
  // Another value than the one that stands there is not meant.
  const bool is_other_value = lines_.find(key_of(rule, line)) != nullptr;
  if (is_other_value || is_numbered()) return nothing;
  if (rule != nullptr && rule->negation == Rule::Negation::silent) return nothing;
  if (rule != nullptr && rule->negation == Rule::Negation::shown && !shows_negation) return nothing;
  return keep_negation(rule, line);
}

UnmodelledSection::Entered UnmodelledSection::keep_negation(const Rule* rule, std::string_view line) {
  const std::string text = fmt::format("{}{}", no, line);
  return store(text, parent_.empty() ? nullptr : rule, text, group_of_negations);
}

UnmodelledSection::Entered UnmodelledSection::restore(std::string_view line) {
  const Rule* rule = rule_for(line);
  const KeptLine nothing{.key = {}, .rule = rule};
  if (rule == nullptr || rule->kind != Rule::Kind::section) {
    remove(fmt::format("{}{}", no, line));
    remove_meant(rule, line);
    return nothing;
  }
  if (UnmodelledLine* section = lines_.find(key_of(rule, line))) {
    size_ -= size_of(section->below.read());
    section->below = {};
  }
  return nothing;
}

}  // namespace ferry::commands
