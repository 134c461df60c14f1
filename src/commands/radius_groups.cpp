#include <fmt/format.h>

#include <algorithm>

#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::RadiusGroup;

bool under_new_model(const Config& config) {
  return config.aaa.new_model;
}

// `group NAME` in a method list does not say which protocol it is.
EditResult enter_group(Edit& edit, const Match& match) {
  const std::string name = match.text("name");
  if (edit.config.tacacs.groups.contains(name))
    return complain(fmt::format("% The server group {} is one of TACACS+ servers", name));
  edit.config.radius.groups.try_emplace(name);
  edit.position = InRadiusGroup{name};
  return {};
}

EditResult remove_group(Edit& edit, const Match& match) {
  edit.config.radius.groups.erase(match.text("name"));
  return {};
}

RadiusGroup& group_here(Edit& edit) {
  return edit.config.radius.groups[std::get<InRadiusGroup>(edit.position).name];
}

EditResult add_server(Edit& edit, const Match& match) {
  auto& servers = group_here(edit).servers;
  const std::string name = match.text("name");
  if (std::ranges::find(servers, name) == servers.end()) servers.push_back(name);
  return {};
}

EditResult remove_server(Edit& edit, const Match& match) {
  std::erase(group_here(edit).servers, match.text("name"));
  return {};
}

void show_groups(const Config& config, Lines& lines) {
  for (const auto& [name, group] : config.radius.groups) {
    lines.separate();
    lines.add("aaa group server radius " + name);
    for (const std::string& server : group.servers) lines.add(" server name " + server);
  }
  if (!config.radius.groups.empty()) lines.separate();
}

}  // namespace

const CommandTable& radius_groups_table() {
  static const CommandTable table{
      keyed(word("aaa", "Authentication, authorization and accounting") /
            word("group", "Groups of AAA servers") / word("server", "Servers that are asked in turn") /
            word("radius", "Servers that speak RADIUS") / key(text("name", "Name of the group")))
          .only_if(under_new_model)
          .sets(enter_group)
          .clears(remove_group)
          .shows(show_groups)
          .examples({"aaa group server radius THEIRS\n server name ONE\n server name TWO"}),
      keyed(word("server", "A server that is configured elsewhere") / word("name", "By its name") /
            key(text("name", "Name of the server")))
          .in(Mode::radius_group)
          .sets(add_server)
          .clears(remove_server),
  };
  return table;
}

}  // namespace ferry::commands
