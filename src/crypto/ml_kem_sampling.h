#pragma once

#include <array>
#include <initializer_list>

#include "crypto/ml_kem_polynomial.h"

/// The hash functions of FIPS 203 section 4.1 and what is sampled with them.
namespace ferry::crypto::ml_kem {

/// H: SHA3-256, for what is not secret.
[[nodiscard]] std::array<Byte, 32> hash_h(Bytes bytes);
/// G: SHA3-512 over both together, as its two halves.
struct Halves {
  Secret first;
  Secret second;
};
[[nodiscard]] Halves hash_g(Bytes first, Bytes second);
/// J: 32 bytes of SHAKE256 over both together.
[[nodiscard]] Secret hash_j(Bytes first, Bytes second);

/// The start of what SHAKE128 makes of all pieces in a row; XOF in FIPS 203.
void shake128(std::initializer_list<Bytes> pieces, MutableBytes into);

/// SampleNTT, algorithm 7, for the element of the public matrix in `row` and `column`.
[[nodiscard]] Polynomial sample_uniform(Bytes rho, Byte row, Byte column);
/// SamplePolyCBD, algorithm 8, with eta = 2, from PRF(seed, nonce).
[[nodiscard]] Polynomial sample_binomial(Bytes seed, Byte nonce);

}  // namespace ferry::crypto::ml_kem
