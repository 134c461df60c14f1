#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

/// TACACS+ (RFC 8907): packets and what happens with them, without a socket or a clock.
namespace ferry::aaa::tacacs {

enum class PacketType : std::uint8_t { authentication = 1, authorization = 2, accounting = 3 };

/// RFC 8907 section 5.4.1: one for PAP and its kind, zero for everything else.
enum class MinorVersion : std::uint8_t { zero = 0, one = 1 };

enum class SessionId : std::uint32_t {};

/// The flags of a packet that mean something (RFC 8907 section 4.1); the others are written as 0 and ignored.
inline constexpr std::uint8_t unencrypted_flag = 0x01;
inline constexpr std::uint8_t single_connect_flag = 0x04;

inline constexpr std::size_t header_size = 12;
/// RFC 8907 section 4.1 recommends 2^16 bytes: a longer body is refused before any memory is taken for it.
inline constexpr std::uint32_t longest_body = 1 << 16;

/// The header of a packet, RFC 8907 section 4.1.
struct Header {
  MinorVersion minor{};
  PacketType type{};
  std::uint8_t sequence = 1;  // odd from the client, even from the server
  std::uint8_t flags = 0;
  SessionId session{};
  std::uint32_t length = 0;  // of the body

  bool operator==(const Header&) const = default;
};

[[nodiscard]] std::array<Byte, header_size> encode(const Header& header);
/// An error for another major or minor version, an unknown type, sequence number 0 and a body over the limit.
[[nodiscard]] Result<Header> decode_header(std::span<const Byte, header_size> bytes);

/// Obfuscates a body or takes the obfuscation off again (RFC 8907 section 4.5): XOR with a chain of MD5
/// hashes. It hides, and protects from nobody on the path.
void obfuscate(MutableBytes body, const Header& header, const Secret& key);

/// The whole packet, header and body; `header.length` is set from the body. Without a key the body stays as
/// it is, which is right only within TLS.
[[nodiscard]] ByteVector seal(Header header, Bytes body, const Secret* key);

}  // namespace ferry::aaa::tacacs
