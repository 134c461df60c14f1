#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// What a peer may ask of one connection, with the reason for each number.
namespace ferry::ssh {

inline constexpr std::size_t kibibyte = 1024;
inline constexpr std::size_t mebibyte = 1024 * kibibyte;

// --- Identification (RFC 4253 section 4.2) ---

/// RFC 4253 section 4.2: with CR and LF at most 255 characters.
inline constexpr std::size_t longest_identification = 255;
/// Lines that a server may send before its identification. Real servers send none or a short notice; the
/// bound keeps a client from reading for ever.
inline constexpr std::size_t most_lines_before_identification = 64;
inline constexpr std::size_t longest_line_before_identification = 1024;

// --- Packets (RFC 4253 section 6) ---

/// RFC 4253 section 6.1: every implementation takes packets of 35000 bytes. Before login nothing larger is
/// needed, and a stranger shall not make us buffer more.
inline constexpr std::size_t largest_packet_before_login = 35000;
/// After login: 256 KiB, the largest packet other implementations take or send, and room for the headers
/// around a payload of that size.
inline constexpr std::size_t largest_packet = 256 * kibibyte + kibibyte;
/// RFC 4253 section 6: a packet is at least 16 bytes long, its length field included. What we send.
inline constexpr std::size_t smallest_packet = 16;
/// What we take: padding length, one byte of payload, padding. Others send 12 bytes with chacha20-poly1305.
inline constexpr std::size_t smallest_packet_length = 1 + 1 + 4;
inline constexpr std::size_t smallest_padding = 4;

// --- Sequence numbers and volume ---

/// RFC 4344 section 3.1: keys are changed after at most 2^31 packets. The limits at which we start a rekeying
/// are lower or equal (RekeyLimits); this is where a peer that will not rekey is cut off, some packets before
/// the sequence number repeats (2^32), because a nonce must never repeat under one key.
inline constexpr std::uint64_t most_packets_per_key = (std::uint64_t{1} << 32) - (std::uint64_t{1} << 20);
/// Packets, IGNORE and DEBUG included, that may pass before the first NEWKEYS. A handshake needs fewer than
/// ten; the strict key exchange also forbids that the sequence number wraps before NEWKEYS.
inline constexpr std::uint32_t most_packets_before_keys = 256;
/// Packets, of whatever kind, that a peer may send between its login request and success. Generous, but
/// finite.
inline constexpr std::uint32_t most_packets_before_login = 4096;

// --- Output ---

/// Bytes that may wait for the socket because of what the peer sent (replies of our own accord: UNIMPLEMENTED
/// and the like). A peer that asks and does not read is cut off here (the "queued replies" attacks on other
/// servers).
inline constexpr std::size_t output_budget = 4 * mebibyte;
/// Payload bytes of the upper layers kept while a key exchange is under way, which is a round trip or two.
inline constexpr std::size_t queued_during_kex_bytes = mebibyte;
inline constexpr std::size_t queued_during_kex_packets = 4096;
/// Small packets are sealed into one buffer up to this size, so that they leave in one system call.
inline constexpr std::size_t coalescing_buffer = 64 * kibibyte;

// --- Input ---

/// The input block of a connection that is at rest.
inline constexpr std::size_t idle_input_block = 16 * kibibyte;
/// The input block of a connection that is busy: large reads cost less per byte.
inline constexpr std::size_t busy_input_block = 512 * kibibyte;
/// Blocks kept for reuse while their holders work; more are freed as they come back.
inline constexpr std::size_t most_recycled_blocks = 4;

// --- Key exchange ---

/// From the start of a key exchange, or of the connection, to the peer's NEWKEYS. A round trip or two and
/// some milliseconds of computing are enough; this leaves room for the slowest routers and lines.
inline constexpr std::chrono::seconds longest_key_exchange{60};
/// How long a server waits for the KEXINIT of a client that is known to speak first; then it sends its own.
/// Longer than the round trip of most lines.
inline constexpr std::chrono::seconds longest_listening{1};
/// RFC 4344 section 3.2: with a block of 64 bits, keys are changed at least once per gigabyte.
inline constexpr std::uint64_t most_bytes_per_short_block_key = std::uint64_t{1} << 30;

/// A KEXINIT of a real peer has at most some 3 KiB; ten lists of this size are more than anybody has names
/// for.
inline constexpr std::size_t longest_name_list = 8 * kibibyte;
/// RFC 4419 section 3: no group larger than this is computed with, whatever is asked.
inline constexpr unsigned largest_group_bits = 8192;
/// A public host key blob: RSA with 16384 bits has 2 KiB.
inline constexpr std::size_t longest_host_key = 8 * kibibyte;

// --- Extensions (RFC 8308) ---

/// Extensions read from one EXT_INFO, and the length of one value. Four exist; the peer's count is not
/// believed.
inline constexpr std::size_t most_extensions = 64;
inline constexpr std::size_t longest_extension_value = 8 * kibibyte;

}  // namespace ferry::ssh
