#pragma once

#include <string>

#include "ssh/error.h"
#include "wire/fields.h"

namespace ferry::ssh {

/// A packet that does not parse.
[[nodiscard]] inline Failure malformed(std::string_view message, wire::WireError error) {
  return {Fault::malformed, DisconnectReason::protocol_error,
          "malformed " + std::string{message} + ": " + std::string{wire::describe(error)}};
}

/// A packet that parses, but that must not come now.
[[nodiscard]] inline Failure misbehaved(std::string message) {
  return {Fault::misbehaved, DisconnectReason::protocol_error, std::move(message)};
}

/// Parses a whole packet as `M`, which also knows its `name`; borrows from `payload`.
template <wire::Message M>
[[nodiscard]] Result<M> decode_message(Bytes payload) {
  const auto message = wire::decode<M>(payload);
  if (!message) return std::unexpected(malformed(M::name, message.error()));
  return *message;
}

}  // namespace ferry::ssh
