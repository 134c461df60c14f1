#include "commands/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <expected>
#include <vector>

#include "base/text.h"
#include "cli/reference.h"
#include "commands/configuration_line.h"
#include "commands/output_modifiers.h"
#include "commands/tables.h"
#include "commands/unmodelled_help.h"

namespace ferry::commands {
namespace {

using namespace cli;

using Choices = std::expected<std::vector<HelpLine>, Mistake>;

bool is_blank(char character) {
  return character == ' ' || character == '\t';
}

std::string_view word_at_end(std::string_view line) {
  std::size_t start = line.size();
  while (start > 0 && !is_blank(line[start - 1])) --start;
  return line.substr(start);
}

// Commands whose output can be long.
bool takes_modifiers(std::string_view line) {
  const auto all = words(line);
  if (all.empty()) return false;
  return std::ranges::any_of(std::array{"show", "more", "dir"},
                             [&](std::string_view command) { return command.starts_with(all.front()); });
}

Choices exec_choices(Session& session, std::string_view before) {
  if (const std::size_t bar = find_modifier(before); bar != std::string_view::npos) {
    return modifier_help(before.substr(bar + 1));
  }
  const auto config = session.services().running.snapshot();
  const Vocabulary no_names;
  const Scope scope{.mode = Mode::exec,
                    .privilege = session.identity().privilege,
                    .config = *config,
                    .vocabulary = no_names};
  auto choices = grammar().help(scope, before);
  const bool may_end = choices && !choices->empty() && choices->back().label.empty();
  if (may_end && takes_modifiers(before)) {
    choices->insert(choices->end() - 1, {"|", "What is shown of the output, and where it goes"});
  }
  return choices;
}

Choices configuration_choices(Session& session, std::string_view before) {
  const std::string_view command = trim(before);
  if (command.starts_with("do ") || (command == "do" && is_blank(before.back()))) {
    return exec_choices(session, before.substr(before.find("do") + 2));
  }
  const auto config = session.services().running.snapshot();
  const Vocabulary vocabulary = session.services().device.vocabulary();
  const auto mode = mode_of(session.position());
  if (!mode) return std::vector<HelpLine>{};
  const unsigned privilege = session.identity().privilege;
  const Scope scope{.mode = *mode, .privilege = privilege, .config = *config, .vocabulary = vocabulary};
  auto choices = grammar().help(scope, before);
  if (takes_any_line(*config, session.position(), privilege)) {
    if (!choices) choices.emplace();
    add_unmodelled_choices(session.position(), before, *choices);
  }
  const bool unknown_here = !choices || choices->empty();
  if (!unknown_here || *mode == Mode::global_config) return choices;
  const Scope global{
      .mode = Mode::global_config, .privilege = privilege, .config = *config, .vocabulary = vocabulary};
  return grammar().help(global, before);
}

Choices choices(Session& session, std::string_view before) {
  return session.configures() ? configuration_choices(session, before) : exec_choices(session, before);
}

// "  WORD    User name", the help wrapped under itself.
std::string help_row(const HelpLine& line, std::size_t label_width, unsigned width) {
  std::string label = fmt::format("  {:<{}}", line.label.empty() ? "<cr>" : line.label, label_width);
  const std::size_t indent = label.size() + 2;
  std::string row = label;
  std::size_t column = label.size();
  std::string gap(2, ' ');
  for (const std::string_view word : words(line.help)) {
    if (width > indent && column + gap.size() + word.size() > width) {
      row += '\n';
      gap = std::string(indent, ' ');
      column = 0;
    }
    row += gap;
    row += word;
    column += gap.size() + word.size();
    gap = " ";
  }
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

std::string help_rows(const std::vector<HelpLine>& all, unsigned width) {
  constexpr std::size_t shortest = 4;  // <cr>
  std::size_t label_width = shortest;
  for (const HelpLine& line : all) label_width = std::max(label_width, line.label.size());
  std::string text;
  for (const HelpLine& line : all) text += help_row(line, label_width, width);
  return text + "\n";
}

// "show  shutdown", in columns.
std::string words_in_columns(const std::vector<HelpLine>& all, unsigned width) {
  std::size_t longest = 0;
  for (const HelpLine& line : all) longest = std::max(longest, line.label.size());
  const std::size_t column_width = longest + 2;
  const std::size_t columns = width == 0 ? all.size() : std::max<std::size_t>(1, width / column_width);
  std::string text;
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (index > 0 && index % columns == 0) text += '\n';
    text += fmt::format("{:<{}}", all[index].label, column_width);
  }
  return text + "\n\n";
}

// "Exec commands:", "Line configuration commands:"
std::string heading(Session& session) {
  const auto mode = session.configures() ? mode_of(session.position()) : std::optional{Mode::exec};
  if (!mode) return {};
  if (*mode == Mode::global_config) return "Configure commands:\n";
  std::string name{mode_name(*mode)};
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name + " commands:\n";
}

std::string no_help(const Mistake& mistake, std::string_view before) {
  if (mistake.kind == Mistake::Kind::ambiguous) {
    return fmt::format("% Ambiguous command:  \"{}\"\n", printable(before));
  }
  return "% Unrecognized command\n";
}

}  // namespace

std::string help_text(Session& session, std::string_view before, unsigned width) {
  const Choices found = choices(session, before);
  const bool is_unknown = !found || found->empty();
  const unsigned privilege = session.identity().privilege;
  if (is_unknown && takes_any_line(*session.services().running.snapshot(), session.position(), privilege))
    return help_rows(any_text(), width);
  if (!found) return no_help(found.error(), before);
  if (found->empty()) return "% Unrecognized command\n";
  if (!word_at_end(before).empty()) return words_in_columns(*found, width);
  if (!trim(before).empty()) return help_rows(*found, width);
  return heading(session) + help_rows(*found, width);
}

std::string completion(Session& session, std::string_view before) {
  const std::string_view prefix = word_at_end(before);
  if (prefix.empty()) return {};
  const Choices found = choices(session, before);
  if (!found || found->size() != 1) return {};
  const std::string& whole = found->front().label;
  if (whole.size() < prefix.size()) return {};
  return whole.substr(prefix.size()) + " ";
}

}  // namespace ferry::commands
