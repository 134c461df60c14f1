#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

/// RADIUS (RFC 2865): packets and what happens with them, without a socket or a clock.
namespace ferry::aaa::radius {

/// RFC 2865 section 4 and RFC 2866 section 4.
enum class Code : std::uint8_t {
  access_request = 1,
  access_accept = 2,
  access_reject = 3,
  accounting_request = 4,
  accounting_response = 5,
  access_challenge = 11
};
/// "Access-Accept"
[[nodiscard]] std::string_view describe(Code code);

enum class Identifier : std::uint8_t {};

/// The attributes that mean something here. RFC 2865 section 5, RFC 2866 section 5, RFC 2869 section 5, RFC
/// 3162 section 2.1.
enum class AttributeType : std::uint8_t {
  user_name = 1,
  user_password = 2,
  nas_ip_address = 4,
  nas_port = 5,
  service_type = 6,
  reply_message = 18,
  state = 24,
  vendor_specific = 26,
  calling_station_id = 31,
  acct_status_type = 40,
  acct_delay_time = 41,
  acct_input_octets = 42,
  acct_output_octets = 43,
  acct_session_id = 44,
  acct_session_time = 46,
  acct_terminate_cause = 49,
  acct_input_gigawords = 52,
  acct_output_gigawords = 53,
  event_timestamp = 55,
  nas_port_type = 61,
  prompt = 76,
  message_authenticator = 80,
  nas_port_id = 87,
  nas_ipv6_address = 95
};

/// The field of this name: of a request random, of a reply a checksum.
using PacketAuthenticator = std::array<Byte, 16>;

inline constexpr std::size_t header_size = 20;
inline constexpr std::size_t authenticator_at = 4;  // behind code, identifier and length
inline constexpr std::size_t longest_packet = 4096;
inline constexpr std::size_t longest_value = 253;

/// Borrowed from the packet.
struct Attribute {
  AttributeType type{};
  Bytes value;
};

/// A packet, RFC 2865 section 3. Borrowed from its bytes.
struct Packet {
  Code code{};
  Identifier identifier{};
  PacketAuthenticator authenticator{};
  std::vector<Attribute> attributes;
  /// All of it, without what stands behind its length.
  Bytes bytes;

  /// The first of this type; null if there is none.
  [[nodiscard]] const Attribute* find(AttributeType type) const;
  /// All of this type, one after the other, as RFC 2865 section 5.18 has long messages.
  [[nodiscard]] std::string text(AttributeType type) const;
};

/// Reads one datagram. An error for an unknown code, a length outside 20 to 4096 or beyond the datagram, and
/// attributes that do not add up to it. Section 3: what stands behind the length is padding, and ignored.
[[nodiscard]] Result<Packet> decode(Bytes datagram);

/// Collects the attributes of a packet that is to be sent.
class AttributeWriter {
 public:
  /// A value that is empty is left out (section 5), one that is too long is an error of `finish`.
  void add(AttributeType type, Bytes value);
  void add(AttributeType type, std::string_view value) { add(type, as_bytes(value)); }
  void add(AttributeType type, std::uint32_t value);
  /// A Cisco-AVPair, "path=flash:/a", which many servers know.
  void add_pair(std::string_view name, std::string_view value);
  [[nodiscard]] Result<ByteVector> finish();

 private:
  ByteVector bytes_;
  bool too_long_ = false;
};

/// The header with the attributes behind it. An error if that is too long.
[[nodiscard]] Result<ByteVector> encode(Code code, Identifier identifier,
                                        const PacketAuthenticator& authenticator, Bytes attributes);

}  // namespace ferry::aaa::radius
