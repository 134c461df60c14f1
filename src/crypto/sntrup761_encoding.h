#pragma once

#include "crypto/sntrup761_polynomial.h"

/// How polynomials are written. Each decoder takes any bytes of the right length and gives coefficients in
/// range; writing what was read may give other bytes.
namespace ferry::crypto::sntrup761 {

inline constexpr std::size_t small_size = 191;
inline constexpr std::size_t full_size = 1158;
inline constexpr std::size_t rounded_size = 1007;

/// Small polynomials, 2 bits to a coefficient. Takes the same time for all.
void encode_small(const Polynomial& small, MutableBytes into);
[[nodiscard]] Polynomial decode_small(Bytes encoded);

/// Polynomials modulo q. Decoding divides, so it is for what everybody may know.
void encode_full(const Polynomial& polynomial, MutableBytes into);
[[nodiscard]] Polynomial decode_full(Bytes encoded);

/// Polynomials modulo q whose coefficients are multiples of 3. Encoding takes the same time for all; decoding
/// is for what everybody may know.
void encode_rounded(const Polynomial& polynomial, MutableBytes into);
[[nodiscard]] Polynomial decode_rounded(Bytes encoded);

}  // namespace ferry::crypto::sntrup761
