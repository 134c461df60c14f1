#pragma once

#include <optional>

#include "crypto/constant_time.h"

/// Arithmetic of Streamlined NTRU Prime with the parameters of sntrup761, in Z_m[x]/(x^p - x - 1) where m is
/// q or 3. A number modulo m is the one nearest to zero, from -(m-1)/2 to (m-1)/2. Everything here takes a
/// time that depends on no coefficient: no branch, no index and no division looks at one.
namespace ferry::crypto::sntrup761 {

inline constexpr std::size_t degree = 761;     // p
inline constexpr std::int32_t modulus = 4591;  // q
inline constexpr std::size_t weight = 286;     // w

/// The coefficients of 1, x, x^2 and so on. A polynomial is small if they are -1, 0 and 1, short if it is
/// small and `weight` of them are not 0.
using Polynomial = SecretArray<std::int16_t, degree>;

/// `number` modulo m, for numbers of at most 24 bits.
template <std::int32_t m>
[[nodiscard]] constexpr std::int16_t reduce(std::int32_t number) {
  // m is odd, so number / m is at least 1 / 2m away from where rounding changes; the error of the product is
  // below number / 2^41.
  constexpr unsigned shift = 40;
  constexpr std::int64_t reciprocal = ((std::int64_t{1} << shift) + m / 2) / m;
  constexpr std::int64_t half = std::int64_t{1} << (shift - 1);
  const std::int64_t quotient = (number * reciprocal + half) >> shift;
  return static_cast<std::int16_t>(number - quotient * m);
}

/// The product modulo m, which is q or 3, of a polynomial modulo q or 3 and a small one.
template <std::int32_t m>
[[nodiscard]] Polynomial multiply(const Polynomial& left, const Polynomial& small);

/// What gives 1 when it is multiplied with `polynomial` modulo m, which is q or 3. Modulo q everything has it
/// but 0. Whether there is one is no secret afterwards.
template <std::int32_t m>
[[nodiscard]] std::optional<Polynomial> reciprocal(const Polynomial& polynomial);

/// Round: every coefficient becomes the nearest multiple of 3.
void round_to_multiples_of_3(Polynomial& polynomial);

}  // namespace ferry::crypto::sntrup761
