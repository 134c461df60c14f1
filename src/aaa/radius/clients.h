#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aaa/radius/client.h"
#include "aaa/secure_link.h"
#include "aaa/server_group.h"
#include "config/radius.h"

namespace ferry::aaa::radius {

/// Where datagrams come from: from this address of the device, from this interface of it, or from anywhere
/// when it is empty.
using DialerFactory = std::function<std::shared_ptr<net::Dialer>(const std::string& source)>;

/// What `show radius statistics` and `show aaa servers` tell of one server.
struct ClientReport {
  std::string name;  // empty: known by its address
  net::Address address;
  std::uint16_t accounting_port = 0;
  bool within_tls = false;
  ClientCounts counts;
  ServerHealth::Report health;
};

/// The clients of the configured servers: one for each, which stays as long as its configuration does. Safe
/// to use from any thread.
class Clients {
 public:
  Clients(ClientEnvironment environment, DialerFactory dialers, TlsFactory tls)
      : environment_(std::move(environment)), dialers_(std::move(dialers)), tls_(std::move(tls)) {}

  /// The servers of `group radius`, or of the group of this name, in the order in which the next request asks
  /// them; nothing if there is no such group. Members that are not configured are left out.
  [[nodiscard]] std::vector<GroupMember> all(const config::RadiusConfig& config);
  [[nodiscard]] std::optional<std::vector<GroupMember>> group(const config::RadiusConfig& config,
                                                              const std::string& name);
  /// In the order of the configuration, each once; servers that were never asked count zero.
  [[nodiscard]] std::vector<ClientReport> report(const config::RadiusConfig& config);
  /// The same of one group, or of `group radius` where `name` is empty.
  [[nodiscard]] std::vector<ClientReport> report(const config::RadiusConfig& config, const std::string& name);
  void clear_counters();
  /// When the loop has stopped and before it goes.
  void shut_down();

 private:
  struct Entry {
    config::RadiusServer server;  // as it was when the client was made
    std::shared_ptr<Client> client;
    std::shared_ptr<ServerHealth> health, accounting_health;
  };
  /// The requests of a group that still go to the server which was chosen last.
  struct Batch {
    std::weak_ptr<Client> client;
    unsigned left = 0;
  };
  [[nodiscard]] const Entry& entry(const config::RadiusConfig& config, const config::RadiusServer& server);
  [[nodiscard]] ClientSettings settings_of(const config::RadiusServer& server) const;
  [[nodiscard]] std::vector<GroupMember> members(const config::RadiusConfig& config,
                                                 const std::vector<config::RadiusServer>& servers,
                                                 const std::string& group,
                                                 const std::optional<config::LoadBalance>& balance);
  [[nodiscard]] std::vector<ClientReport> report_of(const config::RadiusConfig& config,
                                                    const std::vector<config::RadiusServer>& servers);
  void put_chosen_first(std::vector<const Entry*>& entries, Batch& batch, unsigned size) const;

  ClientEnvironment environment_;
  DialerFactory dialers_;
  TlsFactory tls_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, Batch> batches_;  // by group
};

/// The servers of a group in its order; members that nothing in the configuration stands for are left out.
[[nodiscard]] std::vector<config::RadiusServer> servers_of(const config::RadiusConfig& config,
                                                           const config::RadiusGroup& group);

}  // namespace ferry::aaa::radius
