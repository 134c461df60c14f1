#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace ferry::ssh {

enum class Role { client, server };

/// RFC 4253 section 11.1.
enum class DisconnectReason : std::uint32_t {
  host_not_allowed_to_connect = 1,
  protocol_error = 2,
  key_exchange_failed = 3,
  reserved = 4,
  mac_error = 5,
  compression_error = 6,
  service_not_available = 7,
  protocol_version_not_supported = 8,
  host_key_not_verifiable = 9,
  connection_lost = 10,
  by_application = 11,
  too_many_connections = 12,
  auth_cancelled_by_user = 13,
  no_more_auth_methods_available = 14,
  illegal_user_name = 15,
};

/// Whose fault it was, which decides what the log says; the reason code is what the peer is told.
enum class Fault { malformed, misbehaved, nothing_in_common, refused };

/// A reason to end the connection: a value, since any peer can cause one.
struct Failure {
  Fault fault = Fault::malformed;
  DisconnectReason reason = DisconnectReason::protocol_error;
  std::string message;  // one line, plain ASCII; goes to the peer and into the log
};

template <class T>
using Result = std::expected<T, Failure>;

}  // namespace ferry::ssh
