#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::PrivilegeRule;

std::expected<std::string, Complaint> read_command(const Match& match) {
  static const Config untouched;
  static const Vocabulary no_names;
  const MatchedWord& typed = *match.find("command");
  const Scope everything{
      .mode = Mode::exec, .privilege = privilege::enable, .config = untouched, .vocabulary = no_names};
  auto command = grammar().spell(everything, typed.text);
  if (!command) return invalid_at(typed.column + command.error().column);
  return std::move(*command);
}

EditResult forget(Edit& edit, const Match& match) {
  const auto command = read_command(match);
  if (!command) return std::unexpected(command.error());
  std::erase_if(edit.config.exec_privileges,
                [&](const PrivilegeRule& rule) { return rule.command == *command; });
  return {};
}

EditResult move_command(Edit& edit, const Match& match) {
  if (match.has("reset")) return forget(edit, match);
  auto command = read_command(match);
  if (!command) return std::unexpected(std::move(command.error()));
  PrivilegeRule rule{.command = std::move(*command),
                     .level = static_cast<unsigned>(*match.number("level")),
                     .all = match.has("all")};
  auto& rules = edit.config.exec_privileges;
  // In the order of the commands, so that two ways to the same rules give the same text.
  const auto place = std::ranges::lower_bound(rules, rule.command, {}, &PrivilegeRule::command);
  if (place == rules.end() || place->command != rule.command) {
    rules.insert(place, std::move(rule));
  } else {
    *place = std::move(rule);
  }
  return {};
}

void show_rules(const Config& config, Lines& lines) {
  for (const PrivilegeRule& rule : config.exec_privileges) {
    lines.add(fmt::format("privilege exec {}level {} {}", rule.all ? "all " : "", rule.level, rule.command));
  }
}

}  // namespace

const CommandTable& privilege_table() {
  const Path level = word("level", "The level that a command needs") /
                     number("level", 0, 15, "Privilege level") /
                     rest("command", "The command, or how it begins");
  static const CommandTable table{
      setting(word("privilege", "Levels that commands need") / word("exec", "Commands of exec mode") /
              key(one_of(word("all", "And every command that begins so") / level, level,
                         word("reset", "Back to the command's own level") /
                             rest("command", "The command, or how it begins"))))
          .sets(move_command)
          .clears(forget)
          .shows(show_rules)
          .examples({"privilege exec level 7 show logging", "privilege exec all level 5 debug",
                     "privilege exec level 7 show running-config\nprivilege exec level 15 show clock\n"
                     "privilege exec reset show running-config",
                     "privilege exec level 1 conf t\nno privilege exec level 1 configure terminal"}),
  };
  return table;
}

}  // namespace ferry::commands
