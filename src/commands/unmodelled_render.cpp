#include "commands/unmodelled_render.h"

#include <string>
#include <string_view>
#include <utility>

#include "commands/unmodelled_rules.h"

namespace ferry::commands {
namespace {

using cli::Lines;
using config::UnmodelledLine;
using config::UnmodelledLines;

void show_line(const UnmodelledLine& line, std::size_t depth, Lines& lines) {
  const std::string indent(depth, ' ');
  // IOS sets off what has an end of its own.
  if (!line.closing.empty()) lines.add(indent + "!");
  lines.add(indent + line.text);
  for (const std::string& text : line.block) lines.add(text);
  show_section(line.below.read(), depth + 1, lines);
  if (!line.closing.empty()) lines.add(indent + line.closing);
}

bool is_section(const UnmodelledLine& line, std::uint32_t group) {
  const UnmodelledRule* rule = rule_of_group(group);
  const bool is_known = rule != nullptr && rule->kind == UnmodelledRule::Kind::section;
  return is_known || !line.below.read().empty() || !line.block.empty();
}

// "boot" of "boot-start-marker"
std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" -"));
}

}  // namespace

void show_section(const UnmodelledLines& section, std::size_t depth, Lines& lines) {
  for (const auto& [place, line] : section.in_order()) show_line(line, depth, lines);
}

void show_unmodelled(const config::Config& config, GroupRange groups, Lines& lines) {
  const UnmodelledLines::InOrder& all = config.unmodelled.lines.read().in_order();
  std::string_view kind;
  auto line = all.lower_bound({.group = groups.first, .number = 0, .is_counted = false});
  const auto is_in_range = [&] { return line != all.end() && line->first.group < groups.end; };
  if (!is_in_range()) return;
  for (; is_in_range(); ++line) {
    const std::string_view previous = std::exchange(kind, first_word(line->second.text));
    if (previous != kind) lines.separate();
    const bool stands_alone = is_section(line->second, line->first.group);
    if (stands_alone) lines.separate();
    show_line(line->second, 0, lines);
    if (stands_alone) lines.separate();
  }
  lines.separate();
}

}  // namespace ferry::commands
