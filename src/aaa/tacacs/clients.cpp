#include "aaa/tacacs/clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "aaa/shared_key.h"

namespace ferry::aaa::tacacs {
namespace {

using config::TacacsConfig;
using config::TacacsServer;

constexpr std::uint16_t plain_port = 49;  // RFC 8907 section 4.1
constexpr std::uint16_t tls_port = 300;   // RFC 9887 section 3.1

/// The server with what it takes from the lines for all servers.
TacacsServer complete(const TacacsConfig& config, TacacsServer server) {
  if (server.source_address.empty()) server.source_address = config.source_interface;
  if (!server.key) server.key = config.key;
  if (!server.timeout) server.timeout = config.timeout;
  if (!server.port) server.port = server.tls.enabled ? tls_port : plain_port;
  return server;
}

/// A server that a group asks from an interface of its own has a client of its own.
std::string key_of(const TacacsServer& complete) {
  return fmt::format("{} {} {} {}", complete.name, complete.address, *complete.port, complete.source_address);
}

std::vector<TacacsServer> all_servers(const TacacsConfig& config) {
  auto servers = config.servers;
  servers.insert(servers.end(), config.hosts.begin(), config.hosts.end());
  return servers;
}

}  // namespace

const std::string& label(const TacacsServer& server) {
  return server.name.empty() ? server.address : server.name;
}

std::vector<TacacsServer> servers_of(const TacacsConfig& config,
                                     const config::ServerGroup<TacacsServer>& group) {
  using Group = config::ServerGroup<TacacsServer>;
  std::vector<TacacsServer> servers;
  const auto add = [&](const std::vector<TacacsServer>& from, auto member, const std::string& wanted) {
    const auto found = std::ranges::find(from, wanted, member);
    if (found != from.end()) servers.push_back(*found);
  };
  for (const Group::Member& member : group.members) {
    if (const auto* named = std::get_if<Group::Named>(&member)) {
      add(config.servers, &TacacsServer::name, named->name);
    } else if (const auto* at = std::get_if<Group::AtAddress>(&member)) {
      add(config.hosts, &TacacsServer::address, at->address);
    } else {
      servers.push_back(std::get<TacacsServer>(member));
    }
  }
  for (TacacsServer& server : servers) {
    if (server.source_address.empty()) server.source_address = group.source_interface;
  }
  return servers;
}

ClientSettings Clients::settings_of(const TacacsServer& server) const {
  return {.name = label(server),
          .address = {server.address, *server.port},
          .key = server.tls.enabled ? nullptr : reveal(server.key),
          .secure = server.tls.enabled ? tls_(server.tls, server.address) : SecureLink{},
          .timeout = *server.timeout,
          .single_connection = server.single_connection,
          .login_style = server.pap ? LoginStyle::pap : LoginStyle::ascii};
}

Clients::Entry& Clients::entry(const TacacsConfig& config, const TacacsServer& server) {
  const TacacsServer wanted = complete(config, server);
  Entry& entry = entries_[key_of(wanted)];
  if (entry.client && entry.server == wanted) return entry;
  if (entry.client) {
    environment_.loop.post([old = std::move(entry.client)] { old->close_idle(); });
  }
  auto dialer = dialers_(wanted.source_address);
  entry.server = wanted;
  entry.client = std::make_shared<Client>(environment_, std::move(dialer), settings_of(wanted));
  entry.health = std::make_shared<ServerHealth>(environment_.clock.now());
  return entry;
}

std::vector<GroupMember> Clients::all(const TacacsConfig& config) {
  const std::lock_guard lock{mutex_};
  std::vector<GroupMember> members;
  for (const TacacsServer& server : all_servers(config)) {
    const Entry& known = entry(config, server);
    members.push_back({known.client, known.health});
  }
  return members;
}

std::optional<std::vector<GroupMember>> Clients::group(const TacacsConfig& config, const std::string& name) {
  const auto found = config.groups.find(name);
  if (found == config.groups.end()) return std::nullopt;
  const std::lock_guard lock{mutex_};
  std::vector<GroupMember> members;
  for (const TacacsServer& server : servers_of(config, found->second)) {
    const Entry& known = entry(config, server);
    members.push_back({known.client, known.health});
  }
  return members;
}

std::vector<ClientReport> Clients::report(const TacacsConfig& config) {
  auto servers = all_servers(config);
  for (const auto& [name, group] : config.groups) {
    const auto of_group = servers_of(config, group);
    servers.insert(servers.end(), of_group.begin(), of_group.end());
  }
  const std::lock_guard lock{mutex_};
  std::vector<ClientReport> reports;
  std::set<std::string> shown;
  for (const TacacsServer& server : servers) {
    if (!shown.insert(key_of(complete(config, server))).second) continue;
    const Entry& known = entry(config, server);
    const ClientCounters& counters = known.client->counters();
    reports.push_back({.name = known.server.name,
                       .address = known.client->settings().address,
                       .within_tls = known.server.tls.enabled,
                       .opens = counters.opens,
                       .closes = counters.closes,
                       .aborts = counters.aborts,
                       .errors = counters.errors,
                       .timeouts = counters.timeouts,
                       .failed_connects = counters.failed_connects,
                       .sent = counters.sent,
                       .received = counters.received,
                       .health = known.health->report()});
  }
  return reports;
}

void Clients::clear_counters() {
  const std::lock_guard lock{mutex_};
  for (auto& [name, known] : entries_) {
    if (known.client) known.client->clear_counters();
    if (known.health) known.health->clear_counters();
  }
}

void Clients::shut_down() {
  const std::lock_guard lock{mutex_};
  for (auto& [name, known] : entries_) {
    if (known.client) known.client->shut_down();
  }
}

}  // namespace ferry::aaa::tacacs
