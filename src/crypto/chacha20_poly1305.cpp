#include <array>
#include <stdexcept>

#include "base/secret.h"
#include "crypto/algorithms.h"
#include "crypto/cipher.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t half_key_size = ChaCha20Poly1305::key_size / 2;
constexpr std::size_t length_size = 4;
constexpr std::size_t poly1305_key_size = 32;
constexpr std::size_t block_size = 64;

using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<EVP_MAC_CTX_free>>;
using Tag = std::array<Byte, ChaCha20Poly1305::tag_size>;

CipherContext new_chacha20(Bytes key) {
  CipherContext context{require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")};
  require(EVP_CipherInit_ex2(context.get(), chacha20(), key.data(), nullptr, 1, nullptr),
          "EVP_CipherInit_ex2");
  return context;
}

/// Goes to block 0 of the packet with this number.
void seek(EVP_CIPHER_CTX* context, std::uint32_t sequence) {
  // A 64-bit little-endian block counter, then the nonce: the sequence number as 64 bits, big-endian.
  const std::array<Byte, 16> start{0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   0,
                                   static_cast<Byte>(sequence >> 24),
                                   static_cast<Byte>(sequence >> 16),
                                   static_cast<Byte>(sequence >> 8),
                                   static_cast<Byte>(sequence)};
  require(EVP_CipherInit_ex2(context, nullptr, nullptr, start.data(), -1, nullptr), "EVP_CipherInit_ex2");
}

void apply(EVP_CIPHER_CTX* context, Byte* out, Bytes in) {
  int written = 0;
  if (in.empty()) return;
  require(EVP_EncryptUpdate(context, out, &written, in.data(), to_int(in.size())), "EVP_EncryptUpdate");
}

}  // namespace

struct ChaCha20Poly1305::Implementation {
  explicit Implementation(Bytes key)
      : packet(new_chacha20(key.first(half_key_size))),
        length(new_chacha20(key.last(half_key_size))),
        poly1305(require(EVP_MAC_CTX_new(poly1305_algorithm()), "EVP_MAC_CTX_new")) {}

  /// Prepares the packet's cipher for its body, which begins at block 1, and the authenticator with the key
  /// that block 0 holds.
  void start_packet(std::uint32_t sequence) {
    static constexpr std::array<Byte, block_size> zeros{};
    std::array<Byte, block_size> block;
    seek(packet.get(), sequence);
    apply(packet.get(), block.data(), zeros);
    const int outcome = EVP_MAC_init(poly1305.get(), block.data(), poly1305_key_size, nullptr);
    wipe(block);
    require(outcome, "EVP_MAC_init");
  }

  void authenticate(Bytes bytes, MutableBytes tag) {
    std::size_t size = 0;
    require(EVP_MAC_update(poly1305.get(), bytes.data(), bytes.size()), "EVP_MAC_update");
    require(EVP_MAC_final(poly1305.get(), tag.data(), &size, tag.size()), "EVP_MAC_final");
  }

  // OpenSSL wipes each of these when it frees it.
  CipherContext packet;
  CipherContext length;
  MacContext poly1305;
};

ChaCha20Poly1305::ChaCha20Poly1305(Bytes key) {
  if (key.size() != key_size) throw std::invalid_argument("a chacha20-poly1305 key has 64 bytes");
  implementation_ = std::make_unique<Implementation>(key);
}

ChaCha20Poly1305::~ChaCha20Poly1305() = default;
ChaCha20Poly1305::ChaCha20Poly1305(ChaCha20Poly1305&&) noexcept = default;
ChaCha20Poly1305& ChaCha20Poly1305::operator=(ChaCha20Poly1305&&) noexcept = default;

void ChaCha20Poly1305::seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag) {
  if (packet.size() < length_size || tag.size() != tag_size)
    throw std::invalid_argument("a packet without room");
  auto& cipher = *implementation_;
  seek(cipher.length.get(), sequence);
  apply(cipher.length.get(), packet.data(), packet.first(length_size));
  cipher.start_packet(sequence);
  apply(cipher.packet.get(), packet.data() + length_size, packet.subspan(length_size));
  cipher.authenticate(packet, tag);
}

std::uint32_t ChaCha20Poly1305::open_length(std::uint32_t sequence, Bytes encrypted_length) {
  if (encrypted_length.size() != length_size) throw std::invalid_argument("a packet length has four bytes");
  std::array<Byte, length_size> length;
  seek(implementation_->length.get(), sequence);
  apply(implementation_->length.get(), length.data(), encrypted_length);
  return std::uint32_t{length[0]} << 24 | std::uint32_t{length[1]} << 16 | std::uint32_t{length[2]} << 8 |
         length[3];
}

Verdict ChaCha20Poly1305::open(std::uint32_t sequence, MutableBytes packet, Bytes tag) {
  if (packet.size() < length_size || tag.size() != tag_size)
    throw std::invalid_argument("a packet without a tag");
  auto& cipher = *implementation_;
  cipher.start_packet(sequence);
  Tag expected;
  cipher.authenticate(packet, expected);
  if (!equal_secrets(expected, tag)) return Verdict::forged;
  apply(cipher.packet.get(), packet.data() + length_size, packet.subspan(length_size));
  return Verdict::genuine;
}

}  // namespace ferry::crypto
