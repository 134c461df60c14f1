#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ferry::config {

/// A key that a server and this device share, as it stands in the configuration: readable, or of type 7.
struct SharedKey {
  bool reversible = false;  // type 7
  std::string text = {};
  bool operator==(const SharedKey&) const = default;
};

/// How a server is spoken to within TLS (RFC 9887; the same for RADIUS). On as soon as `enabled`; there is no
/// way back to a connection without it.
struct TlsConfig {
  bool enabled = false;
  /// What the server's certificate must be for, and the name sent to it; empty: the address.
  std::string server_name = {};
  std::string ca_file = {};           // "flash:ca.pem": who may have issued the server's certificate
  std::string certificate_file = {};  // of this device, with what leads to its issuer
  std::string key_file = {};
  std::string psk_identity = {};  // instead of certificates
  std::optional<SharedKey> psk = {};
  bool operator==(const TlsConfig&) const = default;
};

/// The members of one `aaa group server`: servers that stand elsewhere in the configuration, by name or
/// address, and ones of the group alone.
template <class PrivateServer>
struct ServerGroup {
  struct Named {
    std::string name;
    bool operator==(const Named&) const = default;
  };
  struct AtAddress {
    std::string address;
    bool operator==(const AtAddress&) const = default;
  };
  using Member = std::variant<Named, AtAddress, PrivateServer>;
  std::vector<Member> members = {};   // in the order in which they are asked
  std::string source_interface = {};  // ip tacacs source-interface: of this group
  bool operator==(const ServerGroup&) const = default;
};

/// When a server that does not answer is passed over. A single lost answer makes it the last that is asked
/// for a while; so many in a row make it dead, if nothing has come from it for `silence` either.
struct DeadCriteria {
  unsigned tries = 2;
  std::chrono::seconds silence{0};
  std::chrono::seconds pause{10};     // after the first
  std::chrono::minutes dead_time{5};  // 0: never dead, only pauses
  bool operator==(const DeadCriteria&) const = default;
};

}  // namespace ferry::config
