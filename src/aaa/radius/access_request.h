#pragma once

#include <string>

#include "aaa/outcome.h"
#include "aaa/radius/protection.h"

namespace ferry::aaa::radius {

/// One Access-Request, RFC 2865 section 4.1: who wants to come in, with what, from where.
struct AccessRequest {
  std::string user;
  Secret password;
  ByteVector state = {};  // of the challenge that this answers; a server gets it back as it was
  Origin origin;
};

/// RFC 2865 section 5.1, with what a byte of length has room for.
[[nodiscard]] bool is_user_name(std::string_view user);

/// The request on the wire. `nas_address` is what this device is to the server, IPv4 or IPv6: section 4.1
/// wants to know who asks.
[[nodiscard]] Result<ByteVector> seal(const AccessRequest& request, const std::string& nas_address,
                                      Identifier identifier, const PacketAuthenticator& authenticator,
                                      const Secret& key);

/// What every request says of this device and of the line that somebody is on: RFC 2865 sections 5.4, 5.5,
/// 5.31 and 5.41, RFC 3162 section 2.1, RFC 2869 section 5.17.
void add_nas_address(AttributeWriter& writer, const std::string& address);
void add_port(AttributeWriter& writer, const Origin& origin);

}  // namespace ferry::aaa::radius
