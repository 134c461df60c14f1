#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "compress/inflater.h"
#include "ssh/algorithms.h"
#include "ssh/error.h"
#include "ssh/limits.h"
#include "ssh/transport/input_buffer.h"
#include "ssh/transport/packet_protection.h"

namespace ferry::ssh {

/// Whether the sequence number goes on over a change of keys, or starts again (strict key exchange).
enum class Sequence { goes_on, starts_again };

/// The receiving half of the packet protocol (RFC 4253 section 6): takes packets out of the input, one at a
/// time.
class Inbound {
 public:
  Inbound() : opener_(make_plain_opener()) {}

  struct Packet {
    Bytes payload;  // in `block`; never empty
    std::uint32_t sequence = 0;
  };
  /// The next packet, if it is there in full.
  [[nodiscard]] Result<std::optional<Packet>> next();

  /// The block that the packet lies in that came last.
  [[nodiscard]] const BlockRef& block() const { return inflater_ ? inflated_.block() : buffer_.block(); }

  void use(std::unique_ptr<PacketOpener> opener, Sequence sequence);
  /// What comes from now on is compressed, as one new stream, or not.
  void use(Compression compression);
  /// The largest packet_length that is taken from now on, and the most that a packet may unpack to.
  void largest(std::size_t size) { largest_ = size; }

  [[nodiscard]] InputBuffer& buffer() { return buffer_; }
  [[nodiscard]] const InputBuffer& buffer() const { return buffer_; }
  /// No packet is there: gives memory back if little has come lately.
  void rest();
  [[nodiscard]] std::size_t memory() const { return buffer_.memory() + inflated_.memory(); }
  [[nodiscard]] std::uint64_t bytes_under_key() const { return bytes_; }
  [[nodiscard]] std::uint64_t packets_under_key() const { return packets_; }

 private:
  [[nodiscard]] bool acceptable(std::size_t length) const;
  [[nodiscard]] Result<std::optional<Packet>> open(std::size_t length);
  [[nodiscard]] Result<std::optional<Packet>> inflate(Bytes packed);
  [[nodiscard]] Result<std::optional<Packet>> refuse(std::string_view why);
  [[nodiscard]] Result<std::optional<Packet>> hide();

  InputBuffer buffer_;
  std::unique_ptr<PacketOpener> opener_;
  std::unique_ptr<compress::Inflater> inflater_;  // null: nothing is compressed
  InputBuffer inflated_;
  std::optional<std::uint32_t> length_;  // of the packet whose head has been read
  std::optional<std::size_t> hiding_;    // bytes still to be taken before a bad packet is answered
  std::size_t largest_ = largest_packet_before_login;
  std::uint32_t sequence_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t packets_ = 0;
};

}  // namespace ferry::ssh
