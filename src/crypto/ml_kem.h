#pragma once

#include <expected>

#include "base/random.h"
#include "crypto/key_encapsulation.h"

/// ML-KEM-768, the key encapsulation mechanism of FIPS 203. What is secret is worked on in constant time.
namespace ferry::crypto::ml_kem {

inline constexpr std::size_t encapsulation_key_size = 1184;
inline constexpr std::size_t decapsulation_key_size = 2400;
inline constexpr std::size_t ciphertext_size = 1088;
inline constexpr std::size_t shared_secret_size = 32;
/// Of each random input: d and z of key generation, m of encapsulation.
inline constexpr std::size_t seed_size = 32;

/// Why a key or a ciphertext was refused (FIPS 203 sections 7.2 and 7.3).
enum class Error { wrong_size, coefficient_out_of_range, hash_does_not_match };

/// ML-KEM.KeyGen, algorithm 19.
[[nodiscard]] EncapsulationKeyPair generate_keys(Random& random);
/// ML-KEM.KeyGen_internal, algorithm 16; throws for a seed of another size.
[[nodiscard]] EncapsulationKeyPair generate_keys(const Secret& d, const Secret& z);

/// ML-KEM.Encaps, algorithm 20, with its checks of the key.
[[nodiscard]] std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, Random& random);
/// With m given, as in algorithm 17, and the same checks; throws for an m of another size.
[[nodiscard]] std::expected<Encapsulation, Error> encapsulate(Bytes encapsulation_key, const Secret& m);

/// ML-KEM.Decaps, algorithm 21, with its checks. A ciphertext of the right size that was not made for this
/// key gives a secret that nobody else can know (implicit rejection), and takes as long as any other.
[[nodiscard]] std::expected<Secret, Error> decapsulate(const Secret& decapsulation_key, Bytes ciphertext);

}  // namespace ferry::crypto::ml_kem
