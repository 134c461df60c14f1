#include "aaa/radius/clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "aaa/shared_key.h"

namespace ferry::aaa::radius {
namespace {

using config::RadiusConfig;
using config::RadiusGroup;
using config::RadiusServer;

/// The key within TLS, where nothing depends on it: RFC 6614 section 2.3.
constexpr std::string_view key_within_tls = "radsec";

/// The server with what it takes from the lines for all servers.
RadiusServer complete(const RadiusConfig& config, RadiusServer server) {
  if (!server.key && !server.tls.enabled) server.key = config.key;
  if (!server.timeout) server.timeout = config.timeout;
  if (!server.retransmit) server.retransmit = config.retransmit;
  if (server.source_address.empty()) server.source_address = config.source_interface;
  return server;
}

std::string label(const RadiusServer& server) {
  if (!server.name.empty()) return server.name;
  return fmt::format("{}:{}", server.address, server.authentication_port);
}

/// A server that a group asks from an interface of its own has a client of its own.
std::string key_of(const RadiusServer& complete) {
  return fmt::format("{} {}", label(complete), complete.source_address);
}

std::vector<RadiusServer> all_servers(const RadiusConfig& config) {
  auto servers = config.servers;
  servers.insert(servers.end(), config.hosts.begin(), config.hosts.end());
  return servers;
}

ClientCounts counts_of(const ClientCounters& counters) {
  return {.requests = counters.requests,
          .retransmits = counters.retransmits,
          .timeouts = counters.timeouts,
          .accepts = counters.accepts,
          .rejects = counters.rejects,
          .challenges = counters.challenges,
          .recorded = counters.recorded,
          .unexpected = counters.unexpected,
          .malformed = counters.malformed,
          .wrong_authenticators = counters.wrong_authenticators,
          .milliseconds = counters.milliseconds,
          .most_milliseconds = counters.most_milliseconds};
}

}  // namespace

std::vector<RadiusServer> servers_of(const RadiusConfig& config, const RadiusGroup& group) {
  const auto known = all_servers(config);
  std::vector<RadiusServer> servers;
  const auto add = [&](auto is_meant) {
    const auto found = std::ranges::find_if(known, is_meant);
    if (found != known.end()) servers.push_back(*found);
  };
  for (const RadiusGroup::Member& member : group.members) {
    if (const auto* named = std::get_if<RadiusGroup::Named>(&member)) {
      add([&](const RadiusServer& server) { return server.name == named->name; });
    } else if (const auto* at = std::get_if<RadiusGroup::AtAddress>(&member)) {
      add([&](const RadiusServer& server) {
        return server.address == at->address && server.authentication_port == at->authentication_port &&
               server.accounting_port == at->accounting_port;
      });
    } else {
      servers.push_back(std::get<RadiusServer>(member));
    }
  }
  for (RadiusServer& server : servers) {
    if (server.source_address.empty()) server.source_address = group.source_interface;
  }
  return servers;
}

ClientSettings Clients::settings_of(const RadiusServer& server) const {
  using enum MessageAuthenticatorRule;
  const bool tls = server.tls.enabled;
  auto key = reveal(server.key);
  if (tls && !key) key = std::make_shared<const Secret>(key_within_tls);
  // RFC 6614 leaves it to TLS to say whose a reply is.
  const bool is_required = server.requires_message_authenticator && !tls;
  return {.name = label(server),
          .address = {server.address, tls ? server.tls_port : server.authentication_port},
          .key = std::move(key),
          .secure = tls ? tls_(server.tls, server.address) : SecureLink{},
          .timeout = *server.timeout,
          .retransmits = *server.retransmit,
          .rule = is_required ? required : optional,
          .accounting_port = server.accounting_port};
}

const Clients::Entry& Clients::entry(const RadiusConfig& config, const RadiusServer& server) {
  const RadiusServer wanted = complete(config, server);
  Entry& entry = entries_[key_of(wanted)];
  if (entry.client && entry.server == wanted) return entry;
  if (entry.client) {
    environment_.loop.post([old = std::move(entry.client)] { old->close(); });
  }
  entry.server = wanted;
  entry.client = std::make_shared<Client>(environment_, dialers_(wanted.source_address), settings_of(wanted));
  entry.health = std::make_shared<ServerHealth>(environment_.clock.now());
  entry.accounting_health = std::make_shared<ServerHealth>(environment_.clock.now());
  return entry;
}

// What answers late has many under way, so it gets fewer.
void Clients::put_chosen_first(std::vector<const Entry*>& entries, Batch& batch, unsigned size) const {
  const auto is_up = [](const Entry* one) { return one->health->report().state == ServerHealth::State::up; };
  const auto last = batch.client.lock();
  auto chosen = std::ranges::find_if(entries, [&](const Entry* one) { return one->client == last; });
  if (batch.left == 0 || chosen == entries.end() || !is_up(*chosen)) {
    chosen = std::ranges::min_element(entries, {}, [&](const Entry* one) {
      return std::pair{!is_up(one), one->client->counters().under_way.load()};
    });
    if (chosen == entries.end()) return;
    batch = {.client = (*chosen)->client, .left = size};
  }
  --batch.left;
  std::rotate(entries.begin(), chosen, entries.end());
}

std::vector<GroupMember> Clients::members(const RadiusConfig& config,
                                          const std::vector<RadiusServer>& servers, const std::string& group,
                                          const std::optional<config::LoadBalance>& balance) {
  const std::lock_guard lock{mutex_};
  std::vector<const Entry*> entries;
  for (const RadiusServer& server : servers) entries.push_back(&entry(config, server));
  if (balance) put_chosen_first(entries, batches_[group], balance->batch_size);
  std::vector<GroupMember> members;
  for (const Entry* const one : entries)
    members.push_back({one->client, one->health, one->accounting_health});
  return members;
}

std::vector<GroupMember> Clients::all(const RadiusConfig& config) {
  return members(config, all_servers(config), "", config.load_balance);
}

std::optional<std::vector<GroupMember>> Clients::group(const RadiusConfig& config, const std::string& name) {
  const auto group = config.groups.find(name);
  if (group == config.groups.end()) return std::nullopt;
  const auto& balance = group->second.load_balance ? group->second.load_balance : config.load_balance;
  return members(config, servers_of(config, group->second), name, balance);
}

std::vector<ClientReport> Clients::report_of(const RadiusConfig& config,
                                             const std::vector<RadiusServer>& servers) {
  const std::lock_guard lock{mutex_};
  std::vector<ClientReport> reports;
  std::set<std::string> shown;
  for (const RadiusServer& server : servers) {
    if (!shown.insert(key_of(complete(config, server))).second) continue;
    const Entry& known = entry(config, server);
    reports.push_back({.name = server.name,
                       .address = known.client->settings().address,
                       .accounting_port = server.accounting_port,
                       .within_tls = server.tls.enabled,
                       .counts = counts_of(known.client->counters()),
                       .health = known.health->report()});
  }
  return reports;
}

std::vector<ClientReport> Clients::report(const RadiusConfig& config) {
  auto servers = all_servers(config);
  for (const auto& [name, group] : config.groups) {
    const auto of_group = servers_of(config, group);
    servers.insert(servers.end(), of_group.begin(), of_group.end());
  }
  return report_of(config, servers);
}

std::vector<ClientReport> Clients::report(const RadiusConfig& config, const std::string& name) {
  if (name.empty()) return report_of(config, all_servers(config));
  const auto group = config.groups.find(name);
  if (group == config.groups.end()) return {};
  return report_of(config, servers_of(config, group->second));
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
    if (known.client) known.client->close();
  }
}

}  // namespace ferry::aaa::radius
