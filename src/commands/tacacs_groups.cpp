#include <fmt/format.h>

#include <algorithm>

#include "commands/aaa_methods.h"
#include "commands/shared_keys.h"
#include "commands/source_interface.h"
#include "commands/tables.h"
#include "commands/tacacs_words.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::TacacsServer;
using Group = config::ServerGroup<TacacsServer>;

EditResult enter_group(Edit& edit, const Match& match) {
  const std::string name = match.text("name");
  if (edit.config.radius.groups.contains(name))
    return complain(fmt::format("% The server group {} is one of RADIUS servers", name));
  edit.config.tacacs.groups.try_emplace(name);
  edit.position = InTacacsGroup{name};
  return {};
}

EditResult remove_group(Edit& edit, const Match& match) {
  edit.config.tacacs.groups.erase(match.text("name"));
  return {};
}

Group& group_here(Edit& edit) {
  return edit.config.tacacs.groups[std::get<InTacacsGroup>(edit.position).name];
}

void add_once(Group& group, Group::Member member) {
  if (std::ranges::find(group.members, member) == group.members.end())
    group.members.push_back(std::move(member));
}

EditResult add_named(Edit& edit, const Match& match) {
  add_once(group_here(edit), Group::Named{match.text("name")});
  return {};
}

EditResult remove_named(Edit& edit, const Match& match) {
  std::erase(group_here(edit).members, Group::Member{Group::Named{match.text("name")}});
  return {};
}

EditResult add_address(Edit& edit, const Match& match) {
  add_once(group_here(edit), Group::AtAddress{read_address(match)});
  return {};
}

EditResult remove_address(Edit& edit, const Match& match) {
  std::erase(group_here(edit).members, Group::Member{Group::AtAddress{read_address(match)}});
  return {};
}

bool is_private(const Group::Member& member, const std::string& address) {
  const auto* const server = std::get_if<TacacsServer>(&member);
  return server != nullptr && server->address == address;
}

EditResult add_private(Edit& edit, const Match& match) {
  auto server = read_tacacs_host(edit, match);
  if (!server) return std::unexpected(std::move(server.error()));
  auto& members = group_here(edit).members;
  const auto known = std::ranges::find_if(
      members, [&](const Group::Member& member) { return is_private(member, server->address); });
  if (known != members.end()) {
    *known = std::move(*server);
  } else {
    members.emplace_back(std::move(*server));
  }
  return {};
}

EditResult remove_private(Edit& edit, const Match& match) {
  const std::string address = read_address(match);
  std::erase_if(group_here(edit).members,
                [&](const Group::Member& member) { return is_private(member, address); });
  return {};
}

EditResult set_source(Edit& edit, const Match& match) {
  group_here(edit).source_interface = match.text("interface");
  return {};
}

EditResult clear_source(Edit& edit, const Match&) {
  group_here(edit).source_interface.clear();
  return {};
}

struct MemberLine {
  std::string operator()(const Group::Named& member) const { return " server name " + member.name; }
  std::string operator()(const Group::AtAddress& member) const { return " server " + member.address; }
  std::string operator()(const TacacsServer& server) const {
    return " server-private " + write_tacacs_host(server);
  }
};

void show_groups(const Config& config, Lines& lines) {
  for (const auto& [name, group] : config.tacacs.groups) {
    lines.separate();
    lines.add("aaa group server tacacs+ " + name);
    for (const Group::Member& member : group.members) lines.add(std::visit(MemberLine{}, member));
    if (!group.source_interface.empty()) lines.add(" ip tacacs source-interface " + group.source_interface);
  }
  if (!config.tacacs.groups.empty()) lines.separate();
}

Path address_of_member() {
  return key(one_of(ipv4_address_token("IPv4 address of the server"),
                    ipv6_address_token("IPv6 address of the server")));
}

}  // namespace

const CommandTable& tacacs_groups_table() {
  static const CommandTable table{
      keyed(aaa_word() / word("group", "Groups of AAA servers") /
            word("server", "Servers that are asked in turn") / word("tacacs+", "Servers that speak TACACS+") /
            key(text("name", "Name of the group")))
          .only_if(under_new_model)
          .sets(enter_group)
          .clears(remove_group)
          .shows(show_groups)
          .examples({"aaa group server tacacs+ MINE\n server name ONE\n server 10.1.1.9\n"
                     " server-private 10.1.1.10 single-connection port 4949 key 7 0822455D0A16\n"
                     " ip tacacs source-interface eth0"}),
      keyed(word("server", "A server that is configured elsewhere") / word("name", "By its name") /
            key(text("name", "Name of the server")))
          .in(Mode::tacacs_group)
          .sets(add_named)
          .clears(remove_named),
      keyed(word("server", "A server that is configured elsewhere") / address_of_member())
          .in(Mode::tacacs_group)
          .sets(add_address)
          .clears(remove_address),
      keyed(word("server-private", "A server of this group alone") / address_of_member() /
            tacacs_host_options())
          .in(Mode::tacacs_group)
          .sets(add_private)
          .clears(remove_private),
      setting(source_interface_path("tacacs", "TACACS+ servers"))
          .in(Mode::tacacs_group)
          .sets(set_source)
          .clears(clear_source),
  };
  return table;
}

}  // namespace ferry::commands
