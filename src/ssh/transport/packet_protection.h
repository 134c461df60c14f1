#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/secret.h"
#include "crypto/cipher.h"
#include "ssh/algorithms.h"

namespace ferry::ssh {

/// How packets look under one set of keys (RFC 4253 section 6).
struct PacketShape {
  std::size_t block_size = 8;
  std::size_t tag_size = 0;
  /// Whether the length field counts towards a whole number of blocks: not where it is sent in the clear or
  /// has a key of its own.
  bool aligns_length = true;
  /// The first bytes that tell the length of a packet.
  std::size_t head_size = 4;
  /// The length is encrypted, and nothing vouches for it before the whole packet is there; to tell the peer
  /// where it went wrong would make us an oracle (Albrecht, Paterson, Watson 2009).
  bool hides_length = false;
};

/// The padding that a payload of this size gets: at least four bytes, to a whole number of blocks.
[[nodiscard]] std::size_t padding_size(const PacketShape& shape, std::size_t payload_size);

/// Protects what goes out, under one set of keys. A packet is the length, the padding length, the payload and
/// the padding, in that order in one piece of memory.
class PacketSealer {
 public:
  explicit PacketSealer(PacketShape shape) : shape_(shape) {}
  virtual ~PacketSealer() = default;

  [[nodiscard]] const PacketShape& shape() const { return shape_; }
  /// Encrypts `packet` in place and writes the tag, which stands right behind it.
  virtual void seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag) = 0;

 private:
  PacketShape shape_;
};

/// Opens what comes in, under one set of keys.
class PacketOpener {
 public:
  explicit PacketOpener(PacketShape shape) : shape_(shape) {}
  virtual ~PacketOpener() = default;

  [[nodiscard]] const PacketShape& shape() const { return shape_; }
  /// The packet length that the first `head_size` bytes say; called once per packet. Not to be trusted before
  /// `open`.
  [[nodiscard]] virtual std::uint32_t length(std::uint32_t sequence, MutableBytes head) = 0;
  /// Checks the tag and decrypts `packet`, all of it, in place. When forged, its bytes must not be looked at.
  virtual crypto::Verdict open(std::uint32_t sequence, MutableBytes packet, Bytes tag) = 0;

 private:
  PacketShape shape_;
};

/// The keys of one direction (RFC 4253 section 7.2), as long as its algorithms want them.
struct DirectionKeys {
  Secret iv;
  Secret encryption;
  Secret mac;
};

/// Before the first NEWKEYS: no cipher, no MAC.
[[nodiscard]] std::unique_ptr<PacketSealer> make_plain_sealer();
[[nodiscard]] std::unique_ptr<PacketOpener> make_plain_opener();

/// `mac` is null with an AEAD cipher.
[[nodiscard]] std::unique_ptr<PacketSealer> make_sealer(const CipherRow& cipher, const MacRow* mac,
                                                        const DirectionKeys& keys);
[[nodiscard]] std::unique_ptr<PacketOpener> make_opener(const CipherRow& cipher, const MacRow* mac,
                                                        const DirectionKeys& keys);

}  // namespace ferry::ssh
