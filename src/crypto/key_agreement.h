#pragma once

#include <expected>
#include <memory>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace ferry::crypto {

/// Why a peer's share was refused: the wrong size, not on the curve, out of range, or a result of all zeros.
enum class AgreementError { bad_share };

/// One side's ephemeral key in an X25519, ECDH, finite-field Diffie-Hellman or hybrid exchange. Used once,
/// then dropped.
class KeyAgreement {
 public:
  virtual ~KeyAgreement() = default;
  /// What goes to the peer: 32 bytes for X25519, an uncompressed point for ECDH, the big-endian magnitude of
  /// e or f for Diffie-Hellman (no leading zeros). The responder of a hybrid exchange has one only once it
  /// has agreed.
  [[nodiscard]] virtual Bytes public_share() const = 0;
  /// The shared secret from the peer's share: for X25519 and ECDH the big-endian x-coordinate at full size,
  /// for Diffie-Hellman the magnitude of K, for a hybrid a hash of both secrets. RFC 8731 section 3, RFC 5656
  /// section 4 and RFC 4253 section 8 say which shares must be refused.
  [[nodiscard]] virtual std::expected<Secret, AgreementError> agree(Bytes peer_share) = 0;
};

enum class Curve { x25519, nistp256, nistp384, nistp521 };
enum class ModpGroup { group1_1024, group14_2048, group15_3072, group16_4096, group17_6144, group18_8192 };

[[nodiscard]] std::unique_ptr<KeyAgreement> start_agreement(Curve curve);
/// With a private key from outside (32 bytes, or a big-endian scalar of the curve's size) in place of a fresh
/// one: for known answers. Throws for a key that the curve does not have.
[[nodiscard]] std::unique_ptr<KeyAgreement> start_agreement(Curve curve, const Secret& private_key);
[[nodiscard]] std::unique_ptr<KeyAgreement> start_agreement(ModpGroup group);
/// Diffie-Hellman in a group that the peer named (RFC 4419); both magnitudes big-endian. Nothing if the group
/// is not usable: p even or not of `minimum_bits` to 8192 bits, g not in 2..p-2.
[[nodiscard]] std::unique_ptr<KeyAgreement> start_agreement(Bytes prime, Bytes generator,
                                                            unsigned minimum_bits);

/// Who opens a hybrid exchange, the client of SSH, and who answers.
enum class HybridSide { initiator, responder };

/// The key encapsulation mechanism of a hybrid exchange.
enum class Kem { ml_kem_768, sntrup761 };

/// A key encapsulation mechanism with X25519: ML-KEM-768 as in draft-ietf-sshm-mlkem-hybrid-kex, sntrup761 as
/// in draft-ietf-sshm-ntruprime-ssh. Shares are an encapsulation key or a ciphertext with 32 bytes of X25519
/// behind it; the shared secret is a hash of both secrets in that order, SHA-256 with ML-KEM and SHA-512 with
/// sntrup761.
[[nodiscard]] std::unique_ptr<KeyAgreement> start_hybrid_agreement(Kem kem, HybridSide side);
/// With everything that is random drawn from `random`: for known answers.
[[nodiscard]] std::unique_ptr<KeyAgreement> start_hybrid_agreement(Kem kem, HybridSide side, Random& random);

/// The prime and generator of a well-known group (RFC 2409, RFC 3526), big-endian, for group exchange.
struct ModpParameters {
  ByteVector prime;
  ByteVector generator;
};
[[nodiscard]] ModpParameters parameters(ModpGroup group);

}  // namespace ferry::crypto
