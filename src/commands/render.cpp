#include "commands/render.h"

#include <fmt/format.h>

#include "commands/tables.h"
#include "commands/times.h"
#include "commands/unmodelled_render.h"
#include "commands/unmodelled_rules.h"

namespace ferry::commands {

namespace {

using Part = UnmodelledRule::Part;

/// What no command knows and stands in front of a table, as IOS orders it.
GroupRange unmodelled_before(const cli::CommandTable* table) {
  if (table == &hostname_table()) return {.first = 0, .end = first_group(Part::before_ssh)};
  if (table == &ip_ssh_table())
    return {.first = first_group(Part::before_ssh), .end = first_group(Part::before_banners)};
  if (table == &banner_table())
    return {.first = first_group(Part::before_banners), .end = first_group(Part::behind_lines)};
  return {};
}

}  // namespace

std::string render(const config::Config& config, Lines::Defaults defaults) {
  Lines lines{defaults};
  for (const cli::CommandTable* table : configuration_tables()) {
    show_unmodelled(config, unmodelled_before(table), lines);
    for (const cli::Command& command : *table) {
      if (command.exists_in(config)) command.show(config, lines);
    }
    lines.separate();
  }
  show_unmodelled(config, {.first = first_group(Part::behind_lines), .end = every_group}, lines);
  lines.add("end");
  return lines.take();
}

std::string running_configuration(const config::Config& config, const ConfigurationHistory& history,
                                  Lines::Defaults defaults) {
  const auto line = [](std::string_view what, const ConfigurationHistory::Event& event) {
    const std::string by = event.user.empty() ? "" : " by " + event.user;
    return fmt::format("! {} at {}{}\n", what, date_and_time(event.time), by);
  };
  std::string text = "!\n";
  if (const auto change = history.last_change()) text += line("Last configuration change", *change);
  if (const auto save = history.last_save()) text += line("NVRAM config last updated", *save);
  if (text.size() > 2) text += "!\n";
  return text + render(config, defaults);
}

}  // namespace ferry::commands
