#pragma once

#include <string>

#include "config/aaa_servers.h"

namespace ferry::config {

/// `radius server NAME`.
struct RadiusServer {
  std::string name = {};
  std::string address = {};
  std::uint16_t authentication_port = 1645;  // as IOS has it when none is typed; RFC 2865 has 1812
  std::uint16_t accounting_port = 1646;
  std::optional<SharedKey> key = {};
  std::optional<std::chrono::seconds> timeout = {};
  std::optional<unsigned> retransmit = {};
  /// Off for servers that are too old to send one; whoever is on the path can forge their replies.
  bool requires_message_authenticator = true;
  std::string source_address = {};
  bool operator==(const RadiusServer&) const = default;
};

/// The members of one `aaa group server radius`, by name, in the order in which they are asked.
struct RadiusGroup {
  std::vector<std::string> servers = {};
  bool operator==(const RadiusGroup&) const = default;
};

struct RadiusConfig {
  std::vector<RadiusServer> servers = {};     // in the order in which they were typed
  std::optional<SharedKey> key = {};          // radius-server key: of servers without one of their own
  std::chrono::seconds timeout{5};            // radius-server timeout: of each copy of a request
  unsigned retransmit = 3;                    // radius-server retransmit: copies after the first
  DeadCriteria dead_criteria = {};            // radius-server deadtime
  std::map<std::string, RadiusGroup> groups;  // aaa group server radius
  bool operator==(const RadiusConfig&) const = default;
};

}  // namespace ferry::config
