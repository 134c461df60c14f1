#include <fmt/format.h>

#include <algorithm>

#include "commands/joined.h"
#include "commands/radius_words.h"
#include "commands/server_commands.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::DeadCriteria;
using config::RadiusConfig;
using config::RadiusServer;

/// More than any site has; each is asked in turn when the ones before it do not answer.
constexpr std::size_t most_servers = 64;

auto find_host(std::vector<RadiusServer>& hosts, const RadiusServer& wanted) {
  return std::ranges::find_if(hosts, [&](const RadiusServer& server) {
    return server.address == wanted.address && server.authentication_port == wanted.authentication_port &&
           server.accounting_port == wanted.accounting_port;
  });
}

EditResult set_host(Edit& edit, const Match& match) {
  auto server = read_radius_host(edit, match);
  if (!server) return std::unexpected(std::move(server.error()));
  auto& hosts = edit.config.radius.hosts;
  const auto known = find_host(hosts, *server);
  if (known != hosts.end()) {
    *known = std::move(*server);
  } else if (hosts.size() == most_servers) {
    return complain(fmt::format("% No more than {} RADIUS servers are possible", most_servers));
  } else {
    hosts.push_back(std::move(*server));
  }
  return {};
}

EditResult remove_host(Edit& edit, const Match& match) {
  RadiusServer server{.address = read_address(match)};
  read_radius_ports(match, server.authentication_port, server.accounting_port);
  auto& hosts = edit.config.radius.hosts;
  const auto known = find_host(hosts, server);
  if (known != hosts.end()) hosts.erase(known);
  return {};
}

void show_hosts(const Config& config, Lines& lines) {
  for (const RadiusServer& server : config.radius.hosts)
    lines.add("radius-server host " + write_radius_host(server));
}

EditResult set_criteria(Edit& edit, const Match& match) {
  DeadCriteria& criteria = edit.config.radius.dead_criteria;
  if (const auto seconds = match.number("seconds")) criteria.silence = std::chrono::seconds{*seconds};
  if (const auto tries = match.number("tries")) criteria.tries = static_cast<unsigned>(*tries);
  return {};
}

EditResult clear_criteria(Edit& edit, const Match&) {
  DeadCriteria& criteria = edit.config.radius.dead_criteria;
  criteria.silence = DeadCriteria{}.silence;
  criteria.tries = DeadCriteria{}.tries;
  return {};
}

void show_criteria(const Config& config, Lines& lines) {
  const DeadCriteria& criteria = config.radius.dead_criteria;
  std::string line = "radius-server dead-criteria";
  const std::size_t nothing = line.size();
  if (criteria.silence != DeadCriteria{}.silence) line += fmt::format(" time {}", criteria.silence.count());
  if (criteria.tries != DeadCriteria{}.tries) line += fmt::format(" tries {}", criteria.tries);
  if (line.size() > nothing) lines.add(line);
}

EditResult set_balance(Edit& edit, const Match& match) {
  edit.config.radius.load_balance = read_load_balance(match);
  return {};
}

EditResult clear_balance(Edit& edit, const Match&) {
  edit.config.radius.load_balance.reset();
  return {};
}

void show_balance(const Config& config, Lines& lines) {
  if (config.radius.load_balance)
    lines.add("radius-server " + write_load_balance(*config.radius.load_balance));
}

Path radius_server_word() {
  return word("radius-server", "Settings for all RADIUS servers");
}

Path time_criterion() {
  return word("time", "Nothing has come from the server for so long") / number("seconds", 1, 120, "Seconds");
}
Path tries_criterion() {
  return word("tries", "So many requests in a row without an answer") / number("tries", 1, 100, "Requests");
}

CommandTable host_rows() {
  return {setting(radius_server_word() / word("host", "A server, in one line") /
                  key(one_of(ipv4_address_token("IPv4 address of the server"),
                             ipv6_address_token("IPv6 address of the server"))) /
                  radius_host_options())
              .sets(set_host)
              .clears(remove_host)
              .shows(show_hosts)
              .examples({"radius-server host 10.1.1.9",
                         "radius-server host 10.1.1.9 auth-port 1812 acct-port 1813 timeout 3 retransmit 1 "
                         "key 7 0822455D0A16",
                         "radius-server host 2001:db8::9 key secret"})};
}

CommandTable criteria_rows() {
  return {setting(radius_server_word() / word("dead-criteria", "When a silent server is passed over") /
                  one_of(time_criterion() / maybe(tries_criterion()), tries_criterion()))
              .sets(set_criteria)
              .clears(clear_criteria)
              .shows(show_criteria)
              .examples({"radius-server dead-criteria time 5 tries 4", "radius-server dead-criteria tries 3",
                         "radius-server dead-criteria time 10"}),
          setting(radius_server_word() / load_balance_path())
              .sets(set_balance)
              .clears(clear_balance)
              .shows(show_balance)
              .examples({"radius-server load-balance method least-outstanding",
                         "radius-server load-balance method least-outstanding batch-size 5 "
                         "ignore-preferred-server"})};
}

}  // namespace

const CommandTable& radius_hosts_table() {
  static const CommandTable table = joined({host_rows(), criteria_rows()});
  return table;
}

}  // namespace ferry::commands
