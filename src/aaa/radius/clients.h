#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aaa/radius/client.h"
#include "aaa/server_group.h"
#include "config/radius.h"

namespace ferry::aaa::radius {

/// Where datagrams come from: from this address of the device, or from any when it is empty.
using DialerFactory = std::function<std::shared_ptr<net::Dialer>(const std::string& source_address)>;

/// The clients of the configured servers: one for each, which stays as long as its configuration does. Safe
/// to use from any thread.
class Clients {
 public:
  Clients(ClientEnvironment environment, DialerFactory dialers)
      : environment_(std::move(environment)), dialers_(std::move(dialers)) {}

  /// The servers of `group radius`, or of the group of this name; nothing if there is no such group. Members
  /// that are not configured are left out.
  [[nodiscard]] std::vector<GroupMember> all(const config::RadiusConfig& config);
  [[nodiscard]] std::optional<std::vector<GroupMember>> group(const config::RadiusConfig& config,
                                                              const std::string& name);
  /// When the loop has stopped and before it goes.
  void shut_down();

 private:
  struct Entry {
    config::RadiusServer server;  // as it was when the client was made
    std::shared_ptr<Client> client;
    std::shared_ptr<ServerHealth> health;
  };
  [[nodiscard]] GroupMember member(const config::RadiusConfig& config, const config::RadiusServer& server);

  ClientEnvironment environment_;
  DialerFactory dialers_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by name
};

}  // namespace ferry::aaa::radius
