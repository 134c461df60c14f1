#pragma once

#include <string>

#include "config/aaa_servers.h"

namespace ferry::config {

/// `tacacs server NAME`, or a line `tacacs-server host`.
struct TacacsServer {
  std::string name = {};  // empty: known by its address
  std::string address = {};
  std::optional<SharedKey> key = {};
  std::optional<std::uint16_t> port = {};  // 49, or 300 within TLS
  std::optional<std::chrono::seconds> timeout = {};
  bool single_connection = false;
  bool pap = false;  // logins by PAP instead of ASCII
  std::string source_address = {};
  TlsConfig tls = {};
  bool operator==(const TacacsServer&) const = default;
};

struct TacacsConfig {
  std::vector<TacacsServer> servers = {};  // by name, in the order in which they were typed
  std::vector<TacacsServer> hosts = {};    // tacacs-server host
  std::optional<SharedKey> key = {};       // tacacs-server key: of servers without one of their own
  std::chrono::seconds timeout{5};         // tacacs-server timeout
  DeadCriteria dead_criteria = {};
  std::string source_interface = {};                             // ip tacacs source-interface
  std::map<std::string, ServerGroup<TacacsServer>> groups = {};  // aaa group server tacacs+
  bool operator==(const TacacsConfig&) const = default;
};

}  // namespace ferry::config
