#include <fmt/format.h>

#include <algorithm>

#include "commands/aaa_methods.h"
#include "commands/joined.h"
#include "commands/radius_words.h"
#include "commands/shared_keys.h"
#include "commands/source_interface.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::RadiusGroup;
using config::RadiusServer;

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

void add_once(RadiusGroup& group, RadiusGroup::Member member) {
  if (std::ranges::find(group.members, member) == group.members.end())
    group.members.push_back(std::move(member));
}

EditResult add_named(Edit& edit, const Match& match) {
  add_once(group_here(edit), RadiusGroup::Named{match.text("name")});
  return {};
}

EditResult remove_named(Edit& edit, const Match& match) {
  std::erase(group_here(edit).members, RadiusGroup::Member{RadiusGroup::Named{match.text("name")}});
  return {};
}

RadiusGroup::AtAddress read_member(const Match& match) {
  RadiusGroup::AtAddress at{.address = read_address(match)};
  read_radius_ports(match, at.authentication_port, at.accounting_port);
  return at;
}

EditResult add_address(Edit& edit, const Match& match) {
  add_once(group_here(edit), read_member(match));
  return {};
}

EditResult remove_address(Edit& edit, const Match& match) {
  std::erase(group_here(edit).members, RadiusGroup::Member{read_member(match)});
  return {};
}

bool is_private(const RadiusGroup::Member& member, const RadiusGroup::AtAddress& at) {
  const auto* const server = std::get_if<RadiusServer>(&member);
  return server != nullptr && server->address == at.address &&
         server->authentication_port == at.authentication_port &&
         server->accounting_port == at.accounting_port;
}

EditResult add_private(Edit& edit, const Match& match) {
  auto server = read_radius_host(edit, match);
  if (!server) return std::unexpected(std::move(server.error()));
  auto& members = group_here(edit).members;
  const auto at = read_member(match);
  const auto known =
      std::ranges::find_if(members, [&](const auto& member) { return is_private(member, at); });
  if (known != members.end()) {
    *known = std::move(*server);
  } else {
    members.emplace_back(std::move(*server));
  }
  return {};
}

EditResult remove_private(Edit& edit, const Match& match) {
  const auto at = read_member(match);
  std::erase_if(group_here(edit).members, [&](const auto& member) { return is_private(member, at); });
  return {};
}

EditResult set_source(Edit& edit, const Match& match) {
  group_here(edit).source_interface = match.text("interface");
  return {};
}

EditResult set_balance(Edit& edit, const Match& match) {
  group_here(edit).load_balance = read_load_balance(match);
  return {};
}

EditResult set_dead_time(Edit& edit, const Match& match) {
  group_here(edit).dead_time = std::chrono::minutes{*match.number("minutes")};
  return {};
}

/// `no` in front of a line of a group: as in a new one.
template <auto Member>
EditResult forget(Edit& edit, const Match&) {
  group_here(edit).*Member = RadiusGroup{}.*Member;
  return {};
}

struct MemberLine {
  std::string operator()(const RadiusGroup::Named& member) const { return " server name " + member.name; }
  std::string operator()(const RadiusGroup::AtAddress& at) const {
    return fmt::format(" server {} auth-port {} acct-port {}", at.address, at.authentication_port,
                       at.accounting_port);
  }
  std::string operator()(const RadiusServer& server) const {
    return " server-private " + write_radius_host(server);
  }
};

void show_group(const std::string& name, const RadiusGroup& group, Lines& lines) {
  lines.add("aaa group server radius " + name);
  for (const RadiusGroup::Member& member : group.members) lines.add(std::visit(MemberLine{}, member));
  if (!group.source_interface.empty()) lines.add(" ip radius source-interface " + group.source_interface);
  if (group.dead_time) lines.add(fmt::format(" deadtime {}", group.dead_time->count()));
  if (group.load_balance) lines.add(" " + write_load_balance(*group.load_balance));
}

void show_groups(const Config& config, Lines& lines) {
  for (const auto& [name, group] : config.radius.groups) {
    lines.separate();
    show_group(name, group, lines);
  }
  if (!config.radius.groups.empty()) lines.separate();
}

Path address_of_member() {
  return key(one_of(ipv4_address_token("IPv4 address of the server"),
                    ipv6_address_token("IPv6 address of the server")));
}

CommandTable group_rows() {
  return {keyed(aaa_word() / word("group", "Groups of AAA servers") /
                word("server", "Servers that are asked in turn") /
                word("radius", "Servers that speak RADIUS") / key(text("name", "Name of the group")))
              .only_if(under_new_model)
              .sets(enter_group)
              .clears(remove_group)
              .shows(show_groups)
              .examples({"aaa group server radius THEIRS\n server name ONE\n"
                         " server 10.1.1.9 auth-port 1812 acct-port 1813\n"
                         " server-private 10.1.1.10 auth-port 1812 acct-port 1813 timeout 2 retransmit 1 "
                         "key 7 0822455D0A16\n"
                         " ip radius source-interface eth0\n deadtime 3\n"
                         " load-balance method least-outstanding batch-size 5 ignore-preferred-server",
                         "aaa group server radius OTHERS\n server 2001:db8::9\n"
                         " load-balance method least-outstanding"})};
}

/// Below `aaa group server radius NAME`.
CommandTable member_rows() {
  return {
      keyed(word("server", "A server that is configured elsewhere") / word("name", "By its name") /
            key(text("name", "Name of the server")))
          .in(Mode::radius_group)
          .sets(add_named)
          .clears(remove_named),
      keyed(word("server", "A server that is configured elsewhere") / address_of_member() / radius_ports())
          .in(Mode::radius_group)
          .sets(add_address)
          .clears(remove_address),
      keyed(word("server-private", "A server of this group alone") / address_of_member() /
            radius_host_options())
          .in(Mode::radius_group)
          .sets(add_private)
          .clears(remove_private)};
}

CommandTable setting_rows() {
  return {setting(source_interface_path("radius", "RADIUS servers"))
              .in(Mode::radius_group)
              .sets(set_source)
              .clears(forget<&RadiusGroup::source_interface>),
          setting(word("deadtime", "How long a dead server is passed over") /
                  number("minutes", 0, 1440, "Minutes; 0: never dead"))
              .in(Mode::radius_group)
              .sets(set_dead_time)
              .clears(forget<&RadiusGroup::dead_time>),
          setting(load_balance_path())
              .in(Mode::radius_group)
              .sets(set_balance)
              .clears(forget<&RadiusGroup::load_balance>)};
}

}  // namespace

const CommandTable& radius_groups_table() {
  static const CommandTable table = joined({group_rows(), member_rows(), setting_rows()});
  return table;
}

}  // namespace ferry::commands
