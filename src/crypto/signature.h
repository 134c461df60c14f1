#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "crypto/key_agreement.h"

struct evp_pkey_st;

namespace ferry::crypto {

/// Public keys in raw form; `ssh/keys.h` knows how they look on the wire. Integers are big-endian magnitudes.
struct RsaPublicKey {
  ByteVector modulus;
  ByteVector exponent;
  bool operator==(const RsaPublicKey&) const = default;
};
struct EcdsaPublicKey {
  Curve curve{};     // nistp256, nistp384 or nistp521
  ByteVector point;  // uncompressed
  bool operator==(const EcdsaPublicKey&) const = default;
};
struct Ed25519PublicKey {
  ByteVector key;  // 32 bytes
  bool operator==(const Ed25519PublicKey&) const = default;
};
using PublicKey = std::variant<RsaPublicKey, EcdsaPublicKey, Ed25519PublicKey>;

/// Bits of the modulus, the curve, or 256 for Ed25519.
[[nodiscard]] unsigned key_bits(const PublicKey& key);

/// ECDSA signatures are the pair (r, s) as big-endian magnitudes; RSA (PKCS#1 v1.5) and Ed25519 signatures
/// are bytes.
struct EcdsaSignature {
  ByteVector r;
  ByteVector s;
};

/// Limits on what a peer may make us compute with (an RSA exponent has at most 64 bits, too).
inline constexpr unsigned minimum_rsa_bits = 2048;
inline constexpr unsigned maximum_rsa_bits = 16384;

/// True when the signature over `message` is right; false for every malformed key or signature. ECDSA hashes
/// with the one that belongs to the curve (RFC 5656 section 6.2.1).
[[nodiscard]] Verdict verify_rsa(const RsaPublicKey& key, HashKind hash, Bytes message, Bytes signature);
[[nodiscard]] Verdict verify_ecdsa(const EcdsaPublicKey& key, Bytes message, const EcdsaSignature& signature);
[[nodiscard]] Verdict verify_ed25519(const Ed25519PublicKey& key, Bytes message, Bytes signature);

/// The numbers of a private RSA key: big-endian magnitudes.
struct RsaParts {
  RsaPublicKey public_key;
  Secret private_exponent;
  Secret first_prime, second_prime;
  Secret coefficient;  // the inverse of the second prime modulo the first
};
/// A private ECDSA key; the scalar is a big-endian magnitude.
struct EcdsaParts {
  EcdsaPublicKey public_key;
  Secret scalar;
};

/// A private key for signing. Signing is safe from several threads at once.
class PrivateKey {
 public:
  /// `bits` from `minimum_rsa_bits` to `maximum_rsa_bits`; takes seconds for 4096.
  [[nodiscard]] static PrivateKey generate_rsa(unsigned bits);
  /// `curve` is not x25519.
  [[nodiscard]] static PrivateKey generate_ecdsa(Curve curve);
  [[nodiscard]] static PrivateKey generate_ed25519();
  /// From PKCS#8 PEM, as `to_pem` writes it; an error says what is wrong with the text.
  [[nodiscard]] static Result<PrivateKey> from_pem(const Secret& pem);
  /// From any PEM form that OpenSSL reads: PKCS#8 and the older "RSA PRIVATE KEY" and "EC PRIVATE KEY", with
  /// a passphrase or without (then it is ignored).
  [[nodiscard]] static Result<PrivateKey> from_any_pem(const Secret& pem, const Secret& passphrase);

  /// From the numbers that a key consists of, as OpenSSH keeps them. Error: they do not belong together.
  [[nodiscard]] static Result<PrivateKey> from_parts(const RsaParts& parts);
  [[nodiscard]] static Result<PrivateKey> from_parts(const EcdsaParts& parts);
  /// RFC 8032 section 5.1.5: the 32 bytes that an Ed25519 key is made from.
  [[nodiscard]] static Result<PrivateKey> from_ed25519_seed(const Secret& seed);

  PrivateKey(PrivateKey&&) noexcept = default;
  PrivateKey& operator=(PrivateKey&&) noexcept = default;

  [[nodiscard]] Secret to_pem() const;
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  /// SubjectPublicKeyInfo in DER, as `show crypto key mypubkey` prints it.
  [[nodiscard]] ByteVector public_der() const;

  /// An RSA signature is verified before it is returned, so that a fault in the computation cannot give the
  /// key away; a fault throws, as our own bug or a broken machine would.
  [[nodiscard]] ByteVector sign_rsa(HashKind hash, Bytes message) const;
  [[nodiscard]] EcdsaSignature sign_ecdsa(Bytes message) const;
  [[nodiscard]] ByteVector sign_ed25519(Bytes message) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  using Handle = std::unique_ptr<evp_pkey_st, Free>;
  explicit PrivateKey(Handle key);
  /// Error: null, or not a key of ours.
  [[nodiscard]] static Result<PrivateKey> checked(Handle key);

  Handle key_;
  PublicKey public_key_;
};

}  // namespace ferry::crypto
