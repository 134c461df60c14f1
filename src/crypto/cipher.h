#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"

struct evp_cipher_ctx_st;
struct ossl_param_st;

namespace ferry::crypto {

struct FreeCipherContext {
  void operator()(evp_cipher_ctx_st* context) const;
};
using CipherContext = std::unique_ptr<evp_cipher_ctx_st, FreeCipherContext>;

enum class Direction { encrypt, decrypt };

/// Whether a tag or MAC was right. [[nodiscard]] on every function that returns it: plaintext is poison until
/// this says genuine.
enum class [[nodiscard]] Verdict { forged, genuine };

/// AES-GCM as SSH uses it (RFC 5647): a 12-byte IV of which the last 8 bytes count packets. One object per
/// direction; each call uses the next counter value, and nothing reuses one: at the end of the counter it
/// throws.
class AesGcm {
 public:
  static constexpr std::size_t iv_size = 12;
  static constexpr std::size_t tag_size = 16;

  /// `key` has 16 or 32 bytes, `iv` has 12.
  AesGcm(Direction direction, Bytes key, Bytes iv);

  /// Encrypts `text` in place and writes the tag. `text` and `tag` may be neighbours.
  void seal(Bytes additional, MutableBytes text, MutableBytes tag);
  /// Decrypts `text` in place; when the verdict is forged, `text` is wiped.
  Verdict open(Bytes additional, MutableBytes text, Bytes tag);

 private:
  void next_iv(const ossl_param_st* parameters);

  CipherContext context_;
  std::uint8_t iv_[iv_size];
  bool exhausted_ = false;
};

/// chacha20-poly1305@openssh.com (draft-ietf-sshm-chacha20-poly1305): one key for the length, one for the
/// packet, the sequence number as the nonce.
class ChaCha20Poly1305 {
 public:
  static constexpr std::size_t key_size = 64;
  static constexpr std::size_t tag_size = 16;

  explicit ChaCha20Poly1305(Bytes key);
  ~ChaCha20Poly1305();
  ChaCha20Poly1305(ChaCha20Poly1305&&) noexcept;
  ChaCha20Poly1305& operator=(ChaCha20Poly1305&&) noexcept;

  /// Encrypts in place the four length bytes and the rest of a packet that stand together in `packet`, and
  /// writes the tag over both.
  void seal(std::uint32_t sequence, MutableBytes packet, MutableBytes tag);
  /// The packet length that the four encrypted bytes say. Not authenticated yet.
  [[nodiscard]] std::uint32_t open_length(std::uint32_t sequence, Bytes encrypted_length);
  /// Checks the tag over `packet` (encrypted length and body), and if it is genuine decrypts the body, that
  /// is all but the first four bytes, in place.
  Verdict open(std::uint32_t sequence, MutableBytes packet, Bytes tag);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

enum class StreamCipherKind {
  aes128_ctr,
  aes192_ctr,
  aes256_ctr,
  aes128_cbc,
  aes192_cbc,
  aes256_cbc,
  tdes_cbc
};

/// A cipher that carries its state from packet to packet (RFC 4344, RFC 4253 section 6.3).
class StreamCipher {
 public:
  StreamCipher(StreamCipherKind kind, Direction direction, Bytes key, Bytes iv);

  /// Encrypts or decrypts in place; for CBC `bytes` is a whole number of blocks.
  void apply(MutableBytes bytes);

 private:
  CipherContext context_;
};

}  // namespace ferry::crypto
