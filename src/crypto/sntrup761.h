#pragma once

#include <expected>

#include "base/random.h"
#include "crypto/key_encapsulation.h"

/// The key encapsulation mechanism sntrup761: Streamlined NTRU Prime, round 3 of NIST's competition, as
/// draft-ietf-sshm-ntruprime-ssh uses it. What is secret is worked on in constant time.
namespace ferry::crypto::sntrup761 {

inline constexpr std::size_t encapsulation_key_size = 1158;
inline constexpr std::size_t decapsulation_key_size = 1763;
inline constexpr std::size_t ciphertext_size = 1039;
inline constexpr std::size_t shared_secret_size = 32;
/// Of the random input of encapsulation.
inline constexpr std::size_t seed_size = std::size_t{4} * 761;

/// Why a key or a ciphertext was refused. Bytes of the right number always stand for something.
enum class Error { wrong_size };

/// KEM.KeyGen.
[[nodiscard]] EncapsulationKeyPair generate_keys(Random& random);

/// Encap.
[[nodiscard]] std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, Random& random);
/// With the short polynomial made of `seed`; throws for a seed of another size.
[[nodiscard]] std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, const Secret& seed);

/// Decap. A ciphertext of the right size that was not made for this key gives a secret that nobody else can
/// know (implicit rejection), and takes as long as any other.
[[nodiscard]] std::expected<Secret, Error> decapsulate(const Secret& decapsulation_key, Bytes ciphertext);

}  // namespace ferry::crypto::sntrup761
