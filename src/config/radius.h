#pragma once

#include <string>

#include "config/aaa_servers.h"

namespace ferry::config {

/// `radius server NAME`, or a line `radius-server host` or `server-private`.
struct RadiusServer {
  std::string name = {};  // empty: known by its address
  std::string address = {};
  std::uint16_t authentication_port = 1645;  // as IOS has it when none is typed; RFC 2865 has 1812
  std::uint16_t accounting_port = 1646;
  std::optional<SharedKey> key = {};
  std::optional<std::chrono::seconds> timeout = {};
  std::optional<unsigned> retransmit = {};
  /// Off for servers that are too old to send one; whoever is on the path can forge their replies.
  bool requires_message_authenticator = true;
  std::string source_address = {};
  TlsConfig tls = {};
  std::uint16_t tls_port = 2083;  // RFC 6614 section 2.1
  bool operator==(const RadiusServer&) const = default;
};

/// Requests go to the server with the fewest under way, chosen anew for every batch. `ignore_preferred`
/// lets one login go to several servers; here it stays with the one that began it in any case.
struct LoadBalance {
  unsigned batch_size = 25;
  bool ignore_preferred = false;
  bool operator==(const LoadBalance&) const = default;
};

/// One `aaa group server radius`.
struct RadiusGroup {
  struct Named {
    std::string name;
    bool operator==(const Named&) const = default;
  };
  /// The server that stands at this address elsewhere in the configuration.
  struct AtAddress {
    std::string address;
    std::uint16_t authentication_port = RadiusServer{}.authentication_port;
    std::uint16_t accounting_port = RadiusServer{}.accounting_port;
    bool operator==(const AtAddress&) const = default;
  };
  using Member = std::variant<Named, AtAddress, RadiusServer>;
  std::vector<Member> members = {};                    // in the order in which they are asked
  std::string source_interface = {};                   // ip radius source-interface
  std::optional<LoadBalance> load_balance = {};        // none: that of all servers
  std::optional<std::chrono::minutes> dead_time = {};  // none: that of all servers
  bool operator==(const RadiusGroup&) const = default;
};

struct RadiusConfig {
  std::vector<RadiusServer> servers = {};        // in the order in which they were typed
  std::vector<RadiusServer> hosts = {};          // radius-server host
  std::optional<SharedKey> key = {};             // radius-server key: of servers without one of their own
  std::chrono::seconds timeout{5};               // radius-server timeout: of each copy of a request
  unsigned retransmit = 3;                       // radius-server retransmit: copies after the first
  DeadCriteria dead_criteria = {};               // radius-server deadtime, dead-criteria
  std::string source_interface = {};             // ip radius source-interface
  std::optional<LoadBalance> load_balance = {};  // radius-server load-balance
  std::map<std::string, RadiusGroup> groups;     // aaa group server radius
  bool operator==(const RadiusConfig&) const = default;
};

}  // namespace ferry::config
