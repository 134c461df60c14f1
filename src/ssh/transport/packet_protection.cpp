#include "ssh/transport/packet_protection.h"

#include "crypto/mac.h"
#include "ssh/limits.h"

namespace ferry::ssh {
namespace {

using crypto::Direction;
using crypto::Verdict;

constexpr std::size_t length_size = 4;

std::uint32_t plain_length(Bytes head) {
  return std::uint32_t{head[0]} << 24 | std::uint32_t{head[1]} << 16 | std::uint32_t{head[2]} << 8 | head[3];
}

constexpr PacketShape plain_shape{};

class PlainSealer final : public PacketSealer {
 public:
  PlainSealer() : PacketSealer(plain_shape) {}
  void seal(std::uint32_t /*sequence*/, MutableBytes /*packet*/, MutableBytes /*tag*/) override {}
};

class PlainOpener final : public PacketOpener {
 public:
  PlainOpener() : PacketOpener(plain_shape) {}
  std::uint32_t length(std::uint32_t /*sequence*/, MutableBytes head) override { return plain_length(head); }
  Verdict open(std::uint32_t /*sequence*/, MutableBytes /*packet*/, Bytes /*tag*/) override {
    return Verdict::genuine;
  }
};

// --- AES-GCM, RFC 5647 with OpenSSH's names: the length goes in the clear, as additional data. ---

constexpr PacketShape gcm_shape{
    .block_size = 16, .tag_size = crypto::AesGcm::tag_size, .aligns_length = false};

class GcmSealer final : public PacketSealer {
 public:
  explicit GcmSealer(const DirectionKeys& keys)
      : PacketSealer(gcm_shape), cipher_(Direction::encrypt, keys.encryption.reveal(), keys.iv.reveal()) {}
  void seal(std::uint32_t /*sequence*/, MutableBytes packet, MutableBytes tag) override {
    cipher_.seal(packet.first(length_size), packet.subspan(length_size), tag);
  }

 private:
  crypto::AesGcm cipher_;
};

class GcmOpener final : public PacketOpener {
 public:
  explicit GcmOpener(const DirectionKeys& keys)
      : PacketOpener(gcm_shape), cipher_(Direction::decrypt, keys.encryption.reveal(), keys.iv.reveal()) {}
  std::uint32_t length(std::uint32_t /*sequence*/, MutableBytes head) override { return plain_length(head); }
  Verdict open(std::uint32_t /*sequence*/, MutableBytes packet, Bytes tag) override {
    return cipher_.open(packet.first(length_size), packet.subspan(length_size), tag);
  }

 private:
  crypto::AesGcm cipher_;
};

// --- chacha20-poly1305@openssh.com: the length has a key of its own. ---

constexpr PacketShape chacha_shape{
    .block_size = 8, .tag_size = crypto::ChaCha20Poly1305::tag_size, .aligns_length = false};

class ChaChaSealer final : public PacketSealer {
 public:
  explicit ChaChaSealer(const DirectionKeys& keys)
      : PacketSealer(chacha_shape), cipher_(keys.encryption.reveal()) {}
  void seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag) override {
    cipher_.seal(sequence, packet, tag);
  }

 private:
  crypto::ChaCha20Poly1305 cipher_;
};

class ChaChaOpener final : public PacketOpener {
 public:
  explicit ChaChaOpener(const DirectionKeys& keys)
      : PacketOpener(chacha_shape), cipher_(keys.encryption.reveal()) {}
  std::uint32_t length(std::uint32_t sequence, MutableBytes head) override {
    return cipher_.open_length(sequence, head);
  }
  Verdict open(std::uint32_t sequence, MutableBytes packet, Bytes tag) override {
    return cipher_.open(sequence, packet, tag);
  }

 private:
  crypto::ChaCha20Poly1305 cipher_;
};

// --- CTR and CBC with encrypt-then-MAC: the length goes in the clear and is covered by the MAC. ---

PacketShape etm_shape(const CipherRow& cipher, const MacRow& mac) {
  return {.block_size = cipher.block_size, .tag_size = mac.tag_size, .aligns_length = false};
}

class EncryptThenMacSealer final : public PacketSealer {
 public:
  EncryptThenMacSealer(const CipherRow& cipher, const MacRow& mac, const DirectionKeys& keys)
      : PacketSealer(etm_shape(cipher, mac)),
        cipher_(cipher.stream, Direction::encrypt, keys.encryption.reveal(), keys.iv.reveal()),
        mac_(mac.hash, keys.mac.reveal(), mac.tag_size) {}
  void seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag) override {
    cipher_.apply(packet.subspan(length_size));
    mac_.compute(sequence, packet, tag);
  }

 private:
  crypto::StreamCipher cipher_;
  crypto::Hmac mac_;
};

class EncryptThenMacOpener final : public PacketOpener {
 public:
  EncryptThenMacOpener(const CipherRow& cipher, const MacRow& mac, const DirectionKeys& keys)
      : PacketOpener(etm_shape(cipher, mac)),
        cipher_(cipher.stream, Direction::decrypt, keys.encryption.reveal(), keys.iv.reveal()),
        mac_(mac.hash, keys.mac.reveal(), mac.tag_size) {}
  std::uint32_t length(std::uint32_t /*sequence*/, MutableBytes head) override { return plain_length(head); }
  Verdict open(std::uint32_t sequence, MutableBytes packet, Bytes tag) override {
    if (mac_.verify(sequence, packet, tag) != Verdict::genuine) return Verdict::forged;
    cipher_.apply(packet.subspan(length_size));
    return Verdict::genuine;
  }

 private:
  crypto::StreamCipher cipher_;
  crypto::Hmac mac_;
};

// --- CTR and CBC with the MAC over the plaintext (RFC 4253 section 6.4): the length is encrypted with the
// rest. ---

PacketShape encrypt_and_mac_shape(const CipherRow& cipher, const MacRow& mac) {
  return {.block_size = cipher.block_size,
          .tag_size = mac.tag_size,
          .head_size = cipher.block_size,
          .hides_length = true};
}

class EncryptAndMacSealer final : public PacketSealer {
 public:
  EncryptAndMacSealer(const CipherRow& cipher, const MacRow& mac, const DirectionKeys& keys)
      : PacketSealer(encrypt_and_mac_shape(cipher, mac)),
        cipher_(cipher.stream, Direction::encrypt, keys.encryption.reveal(), keys.iv.reveal()),
        mac_(mac.hash, keys.mac.reveal(), mac.tag_size) {}
  void seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag) override {
    mac_.compute(sequence, packet, tag);
    cipher_.apply(packet);
  }

 private:
  crypto::StreamCipher cipher_;
  crypto::Hmac mac_;
};

class EncryptAndMacOpener final : public PacketOpener {
 public:
  EncryptAndMacOpener(const CipherRow& cipher, const MacRow& mac, const DirectionKeys& keys)
      : PacketOpener(encrypt_and_mac_shape(cipher, mac)),
        cipher_(cipher.stream, Direction::decrypt, keys.encryption.reveal(), keys.iv.reveal()),
        mac_(mac.hash, keys.mac.reveal(), mac.tag_size) {}
  std::uint32_t length(std::uint32_t /*sequence*/, MutableBytes head) override {
    cipher_.apply(head);
    return plain_length(head);
  }
  Verdict open(std::uint32_t sequence, MutableBytes packet, Bytes tag) override {
    cipher_.apply(packet.subspan(shape().head_size));
    return mac_.verify(sequence, packet, tag);
  }

 private:
  crypto::StreamCipher cipher_;
  crypto::Hmac mac_;
};

template <class Base, class Gcm, class ChaCha, class Etm, class Plain>
std::unique_ptr<Base> make(const CipherRow& cipher, const MacRow* mac, const DirectionKeys& keys) {
  if (cipher.mode == PacketMode::gcm) return std::make_unique<Gcm>(keys);
  if (cipher.mode == PacketMode::chacha) return std::make_unique<ChaCha>(keys);
  if (mac->encrypt_then_mac) return std::make_unique<Etm>(cipher, *mac, keys);
  return std::make_unique<Plain>(cipher, *mac, keys);
}

}  // namespace

std::size_t padding_size(const PacketShape& shape, std::size_t payload_size) {
  constexpr std::size_t padding_length_size = 1;
  const std::size_t before = (shape.aligns_length ? length_size : 0) + padding_length_size + payload_size;
  std::size_t padding = shape.block_size - before % shape.block_size;
  if (padding < smallest_padding) padding += shape.block_size;
  // RFC 4253 section 6: never less than 16 bytes, which only matters where the length is not aligned.
  if (length_size + padding_length_size + payload_size + padding < smallest_packet)
    padding += shape.block_size;
  return padding;
}

std::unique_ptr<PacketSealer> make_plain_sealer() {
  return std::make_unique<PlainSealer>();
}

std::unique_ptr<PacketOpener> make_plain_opener() {
  return std::make_unique<PlainOpener>();
}

std::unique_ptr<PacketSealer> make_sealer(const CipherRow& cipher, const MacRow* mac,
                                          const DirectionKeys& keys) {
  return make<PacketSealer, GcmSealer, ChaChaSealer, EncryptThenMacSealer, EncryptAndMacSealer>(cipher, mac,
                                                                                                keys);
}

std::unique_ptr<PacketOpener> make_opener(const CipherRow& cipher, const MacRow* mac,
                                          const DirectionKeys& keys) {
  return make<PacketOpener, GcmOpener, ChaChaOpener, EncryptThenMacOpener, EncryptAndMacOpener>(cipher, mac,
                                                                                                keys);
}

}  // namespace ferry::ssh
