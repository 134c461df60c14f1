#include <fmt/format.h>

#include "commands/ip_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::RotaryGroups;
using Ports = std::map<std::uint16_t, RotaryGroups>;

/// Groups of lines that `rotary` can make, and ports that lead to them in all: each costs a socket.
constexpr unsigned highest_group = 127;
constexpr unsigned most_ports = 127;

unsigned count(const RotaryGroups& groups) {
  return groups.last - groups.first + 1;
}

bool overlap(unsigned port, const RotaryGroups& groups, const Ports::value_type& other) {
  const auto& [its_port, its_groups] = other;
  return port < its_port + count(its_groups) && its_port < port + count(groups);
}

EditResult set_port(Edit& edit, const Match& match) {
  Ports& ports = edit.config.ssh.ports;
  const auto port = static_cast<std::uint16_t>(*match.number("port"));
  const auto first = static_cast<unsigned>(*match.number("low"));
  const RotaryGroups groups{first, static_cast<unsigned>(match.number("high").value_or(first))};
  if (groups.last < groups.first) return invalid_at(match.find("high")->column);
  unsigned all = count(groups);
  for (const auto& other : ports) {
    if (other.first == port) continue;
    if (overlap(port, groups, other)) {
      return complain(
          fmt::format("% These ports are used by 'ip ssh port {}', remove that first.", other.first));
    }
    all += count(other.second);
  }
  if (all > most_ports) return complain(fmt::format("% There can be {} ports in all.", most_ports));
  ports.insert_or_assign(port, groups);
  return {};
}

EditResult clear_port(Edit& edit, const Match& match) {
  edit.config.ssh.ports.erase(static_cast<std::uint16_t>(*match.number("port")));
  return {};
}

void show_ports(const Config& config, Lines& lines) {
  for (const auto& [port, groups] : config.ssh.ports) {
    const std::string last = groups.last == groups.first ? "" : fmt::format(" {}", groups.last);
    lines.add(fmt::format("ip ssh port {} rotary {}{}", port, groups.first, last));
  }
}

}  // namespace

const CommandTable& ip_ssh_ports_table() {
  static const CommandTable table{
      keyed(ip_ssh_words() / word("port", "One more port, or several, that SSH listens on") /
            key(number("port", 2000, 10000, "Port, or the first of several")) /
            word("rotary", "The lines that it leads to") /
            number("low", 1, highest_group, "Group of lines, or the first of several") /
            maybe(number("high", 1, highest_group, "Last group: each port leads to the next group")))
          .sets(set_port)
          .clears(clear_port)
          .shows(show_ports)
          .examples({"ip ssh port 2001 rotary 1", "ip ssh port 10000 rotary 1 127"}),
  };
  return table;
}

}  // namespace ferry::commands
