#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ferry::config {

/// What `ip ssh stricthostkeycheck` says about servers whose host key is not known.
enum class HostKeyCheck : std::uint8_t {
  first_use,   // without it: learned
  strict,      // refused
  accept_new,  // learned, and said so in the configuration
};

/// The router as a client of SSH: `copy scp:` and `copy sftp:`.
struct SshClientConfig {
  HostKeyCheck host_key_check = HostKeyCheck::first_use;
  std::vector<std::string> kex = {}, host_key = {}, encryption = {}, mac = {}, compression = {},
                           public_key = {};      // empty: the defaults
  std::vector<std::string> authentication = {};  // by name of RFC 4252, in this order; empty: all
  std::string source_interface = {};  // ip ssh source-interface: where connections come from; empty: any
  std::string key_label = {};  // ip ssh client keypair-name: the keys that log the router in; empty: none
  bool operator==(const SshClientConfig&) const = default;
};

}  // namespace ferry::config
