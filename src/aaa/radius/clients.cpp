#include "aaa/radius/clients.h"

#include <algorithm>
#include <utility>

#include "aaa/shared_key.h"

namespace ferry::aaa::radius {
namespace {

using config::RadiusConfig;
using config::RadiusServer;

/// The server with what it takes from the lines for all servers.
RadiusServer complete(const RadiusConfig& config, RadiusServer server) {
  if (!server.key) server.key = config.key;
  if (!server.timeout) server.timeout = config.timeout;
  if (!server.retransmit) server.retransmit = config.retransmit;
  return server;
}

ClientSettings settings_of(const RadiusServer& server) {
  using enum MessageAuthenticatorRule;
  return {.name = server.name,
          .address = {server.address, server.authentication_port},
          .key = reveal(server.key),
          .timeout = *server.timeout,
          .retransmits = *server.retransmit,
          .rule = server.requires_message_authenticator ? required : optional};
}

}  // namespace

GroupMember Clients::member(const RadiusConfig& config, const RadiusServer& server) {
  const RadiusServer wanted = complete(config, server);
  Entry& entry = entries_[wanted.name];
  if (entry.client && entry.server == wanted) return {entry.client, entry.health};
  if (entry.client) {
    environment_.loop.post([old = std::move(entry.client)] { old->close(); });
  }
  entry.server = wanted;
  entry.client = std::make_shared<Client>(environment_, dialers_(wanted.source_address), settings_of(wanted));
  entry.health = std::make_shared<ServerHealth>();
  return {entry.client, entry.health};
}

std::vector<GroupMember> Clients::all(const RadiusConfig& config) {
  const std::lock_guard lock{mutex_};
  std::vector<GroupMember> members;
  for (const RadiusServer& server : config.servers) members.push_back(member(config, server));
  return members;
}

std::optional<std::vector<GroupMember>> Clients::group(const RadiusConfig& config, const std::string& name) {
  const auto group = config.groups.find(name);
  if (group == config.groups.end()) return std::nullopt;
  const std::lock_guard lock{mutex_};
  std::vector<GroupMember> members;
  for (const std::string& wanted : group->second.servers) {
    const auto server = std::ranges::find(config.servers, wanted, &RadiusServer::name);
    if (server != config.servers.end()) members.push_back(member(config, *server));
  }
  return members;
}

void Clients::shut_down() {
  const std::lock_guard lock{mutex_};
  for (auto& [name, known] : entries_) {
    if (known.client) known.client->close();
  }
}

}  // namespace ferry::aaa::radius
