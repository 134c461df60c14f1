#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "aaa/server_group.h"
#include "aaa/tacacs/client.h"
#include "config/config.h"

namespace ferry::aaa::tacacs {

/// What `show tacacs` and `show aaa servers` tell of one server.
struct ClientReport {
  std::string name;
  net::Address address;
  bool within_tls = false;
  std::uint64_t opens = 0, closes = 0, aborts = 0, errors = 0, timeouts = 0, failed_connects = 0, sent = 0,
                received = 0;
  ServerHealth::Report health;
};

/// Where connections come from: from this address of the device, from this interface of it, or from anywhere
/// when it is empty.
using DialerFactory = std::function<std::shared_ptr<net::Dialer>(const std::string& source_address)>;

/// The clients of the configured servers: one for each, which stays as long as its configuration does. Safe
/// to use from any thread.
class Clients {
 public:
  Clients(ClientEnvironment environment, DialerFactory dialers, TlsFactory tls)
      : environment_(std::move(environment)), dialers_(std::move(dialers)), tls_(std::move(tls)) {}

  /// The servers of `group tacacs+`, or of the group of this name; nothing if there is no such group.
  [[nodiscard]] std::vector<GroupMember> all(const config::TacacsConfig& config);
  [[nodiscard]] std::optional<std::vector<GroupMember>> group(const config::TacacsConfig& config,
                                                              const std::string& name);
  /// In the order of the configuration; servers that were never asked count zero.
  [[nodiscard]] std::vector<ClientReport> report(const config::TacacsConfig& config);
  void clear_counters();
  /// When the loop has stopped and before it goes.
  void shut_down();

 private:
  struct Entry {
    config::TacacsServer server;  // as it was when the client was made
    std::shared_ptr<Client> client;
    std::shared_ptr<ServerHealth> health;
  };
  [[nodiscard]] Entry& entry(const config::TacacsConfig& config, const config::TacacsServer& server);
  [[nodiscard]] ClientSettings settings_of(const config::TacacsServer& server) const;

  ClientEnvironment environment_;
  DialerFactory dialers_;
  TlsFactory tls_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

/// What a server is called: its name, or its address.
[[nodiscard]] const std::string& label(const config::TacacsServer& server);
/// The servers of a group in its order; members that nothing in the configuration stands for are left out.
[[nodiscard]] std::vector<config::TacacsServer> servers_of(
    const config::TacacsConfig& config, const config::ServerGroup<config::TacacsServer>& group);

}  // namespace ferry::aaa::tacacs
