#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>

#include "cli/command.h"
#include "commands/line_blocks.h"

namespace ferry::commands {

// What the lines about AAA method lists are made of.

[[nodiscard]] cli::Path aaa_word();
/// `default`, or the name of a list.
[[nodiscard]] cli::Path list_name();
/// `group radius`, `group tacacs+`, `group NAME`
[[nodiscard]] cli::Path group_method();
/// One to four of the methods that authorization knows.
[[nodiscard]] cli::Path authorization_methods();

/// Which list `list_name` has matched.
[[nodiscard]] std::string list_of(const cli::Match& match);
/// The methods behind the words that say which list is meant.
[[nodiscard]] std::expected<config::MethodList, cli::Complaint> read_methods(cli::Edit& edit,
                                                                             const cli::Match& match);
[[nodiscard]] std::string write_methods(const config::MethodList& list);

/// Method lists and what hangs on them exist only there.
[[nodiscard]] bool under_new_model(const config::Config& config);

/// The level that the commands of a list need.
[[nodiscard]] inline unsigned level_of(const cli::Match& match) {
  return static_cast<unsigned>(*match.number("level"));
}

/// Keeps what stands behind a level and the name of a list, in the map of maps that `steps` lead to.
template <class List, class... Steps>
[[nodiscard]] cli::Command kept_for_each_level(cli::Command command, cli::Command::Read<List> read,
                                               std::string (*write)(const List&), Steps... steps) {
  const auto set = [=](cli::Edit& edit, const cli::Match& match) -> cli::EditResult {
    auto list = read(edit, match);
    if (!list) return std::unexpected(std::move(list.error()));
    cli::reach(edit.config, steps...)[level_of(match)].insert_or_assign(list_of(match), std::move(*list));
    return {};
  };
  const auto clear = [=](cli::Edit& edit, const cli::Match& match) -> cli::EditResult {
    auto& levels = cli::reach(edit.config, steps...);
    const auto lists = levels.find(level_of(match));
    if (lists == levels.end()) return {};
    lists->second.erase(list_of(match));
    if (lists->second.empty()) levels.erase(lists);
    return {};
  };
  const auto show = [=, words = command.path().keywords()](const config::Config& config, cli::Lines& lines) {
    for (const auto& [level, lists] : cli::reach(config, steps...)) {
      for (const auto& [name, list] : lists)
        lines.add(fmt::format("{} {} {} {}", words, level, name, write(list)));
    }
  };
  return std::move(command).only_if(under_new_model).sets(set).clears(clear).shows(show);
}

/// On lines, `WORDS LEVEL LIST`: which list counts for the commands of each level, where it is not `default`.
/// Kept in the map that `steps` lead to, as for `reach`.
template <class... Steps>
[[nodiscard]] cli::Command list_for_each_level(cli::Path words, std::string level_help, Steps... steps) {
  using config::LineVty;
  const auto set = [=](cli::Edit& edit, const cli::Match& match) {
    return for_lines(edit, [&](LineVty& line, const LineVty&) {
      auto& lists = cli::reach(line, steps...);
      lists[level_of(match)] = match.text("list");
      if (match.text("list") == "default") lists.erase(level_of(match));
    });
  };
  const auto clear = [=](cli::Edit& edit, const cli::Match& match) {
    return for_lines(
        edit, [&](LineVty& line, const LineVty&) { cli::reach(line, steps...).erase(level_of(match)); });
  };
  const auto show = [=](const LineVty& line, const LineVty&, cli::Lines& lines) {
    for (const auto& [level, list] : cli::reach(line, steps...))
      lines.add(fmt::format(" {} {} {}", words.keywords(), level, list));
  };
  return cli::keyed(words / key(cli::number("level", 0, 15, std::move(level_help))) /
                    cli::text("list", "Name of the list"))
      .in(cli::Mode::line_config)
      .only_if(under_new_model)
      .sets(set)
      .clears(clear)
      .shows_in_line(show);
}

// Parts of the tables of aaa.cpp.

[[nodiscard]] cli::CommandTable aaa_local_commands();
[[nodiscard]] cli::CommandTable aaa_authorization_commands();
[[nodiscard]] cli::CommandTable aaa_accounting_commands();

inline constexpr unsigned most_methods = 4;

}  // namespace ferry::commands
