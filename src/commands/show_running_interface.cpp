#include <fmt/format.h>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/render.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

bool begins_section(std::string_view line, const std::vector<std::string_view>& typed) {
  const auto there = words(line);
  if (there.size() != typed.size() + 1 || line.starts_with(' ') || there.front() != "interface") return false;
  for (std::size_t index = 0; index < typed.size(); ++index) {
    if (!equal_ignoring_case(there[index + 1], typed[index])) return false;
  }
  return true;
}

// The lines of one interface; empty if the configuration has none of that name.
std::string interface_section(std::string_view text, std::string_view name) {
  const auto typed = words(name);
  std::string section;
  for (const std::string_view line : lines(text)) {
    const bool is_inside = !section.empty() && line.starts_with(' ');
    if (!section.empty() && !is_inside) break;
    if (is_inside || begins_section(line, typed)) section += std::string{line} + "\n";
  }
  return section;
}

net::Task<Status> show_running_interface(Session& session, Match match) {
  const Services& services = session.services();
  const std::string text = running_configuration(*services.running.snapshot(), services.history);
  const std::string section = interface_section(text, match.text("name"));
  if (section.empty()) {
    co_await session.write(
        fmt::format("%Error: the configuration has no interface {}\n", printable(trim(match.text("name")))));
    co_return Status::failed;
  }
  const std::string shown = "!\n" + section + "end\n";
  co_await session.write(fmt::format("Building configuration...\n\nCurrent configuration : {} bytes\n{}\n",
                                     shown.size(), shown));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_running_interface_table() {
  static const CommandTable table{
      action(show_word() / word("running-config", "The configuration in effect") /
             word("interface", "Only the lines of one interface") / rest("name", "Its name"))
          .runs(show_running_interface),
  };
  return table;
}

}  // namespace ferry::commands
