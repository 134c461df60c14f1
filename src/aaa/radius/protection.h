#pragma once

#include <expected>
#include <string_view>

#include "aaa/radius/packet.h"
#include "base/secret.h"

/// What the shared key does in RADIUS: hides passwords, and says who wrote a packet.
namespace ferry::aaa::radius {

/// RFC 2865 section 5.2.
inline constexpr std::size_t longest_password = 128;

/// User-Password as it goes over the wire: XOR with a chain of MD5 hashes, RFC 2865 section 5.2. At most
/// `longest_password` bytes.
[[nodiscard]] ByteVector hide_password(Bytes password, const PacketAuthenticator& request, const Secret& key);

/// The attribute of this name for a packet as it goes over the wire, but with zeros in the value of the
/// attribute and the authenticator of the request in its header: RFC 2869 section 5.14.
[[nodiscard]] PacketAuthenticator message_authenticator(Bytes packet, const Secret& key);

/// The authenticator of a reply: over the reply with that of the request in its place, RFC 2865 section 3.
[[nodiscard]] PacketAuthenticator response_authenticator(Bytes reply, const PacketAuthenticator& request,
                                                         const Secret& key);

/// A request that says with its first attribute that this device wrote it. RFC 2869 section 5.14 leaves the
/// place open; in front it leaves an attacker who wants two packets with one MD5 nothing to begin with.
[[nodiscard]] Result<ByteVector> seal_request(Identifier identifier, const PacketAuthenticator& authenticator,
                                              Bytes attributes, const Secret& key);

/// Whether a reply without a Message-Authenticator counts. Without one, who is on the path can turn a reject
/// into an accept, since the authenticator of a reply is a bare MD5.
enum class MessageAuthenticatorRule { required, optional };

/// Why a reply is ignored.
enum class Refusal {
  malformed,
  not_a_reply,
  without_message_authenticator,
  wrong_message_authenticator,
  wrong_authenticator
};
[[nodiscard]] std::string_view describe(Refusal refusal);

/// A datagram that came back for a request, if all of it is the server's own words. A reply that is refused
/// is as if it had never come.
[[nodiscard]] std::expected<Packet, Refusal> open_reply(Bytes datagram, const PacketAuthenticator& request,
                                                        const Secret& key, MessageAuthenticatorRule rule);

}  // namespace ferry::aaa::radius
