#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "ssh/connection/events.h"
#include "ssh/connection/limits.h"
#include "ssh/error.h"

namespace ferry::ssh {

/// The name of a channel request on the wire, such as "pty-req" (RFC 4254 section 6, RFC 4335).
[[nodiscard]] std::string_view request_name(const RequestKind& request);

/// The fields that follow `want reply`.
[[nodiscard]] ByteVector encode_request(const RequestKind& request);

/// Reads the fields of a request that `receiver` got. Nothing for a request that is to be refused: its name
/// is unknown, it is the other side's to get, or a value in it is too long. An error for fields that do not
/// parse.
[[nodiscard]] Result<std::optional<RequestKind>> decode_request(Role receiver, std::string_view name,
                                                                Bytes fields, const ConnectionLimits& limits);

}  // namespace ferry::ssh
