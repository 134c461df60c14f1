#pragma once

#include <string>

#include "aaa/accounting/record.h"
#include "aaa/radius/protection.h"

namespace ferry::aaa::radius {

/// One Accounting-Request, RFC 2866 section 4.1, sent at `now`; its authenticator is a checksum that the key
/// is part of. `nas_address` is what this device is to the server.
[[nodiscard]] Result<ByteVector> seal(const AccountingRecord& record, WallTime now,
                                      const std::string& nas_address, Identifier identifier,
                                      const Secret& key);

/// What stands in the header of a packet.
[[nodiscard]] PacketAuthenticator authenticator_of(Bytes packet);

}  // namespace ferry::aaa::radius
