#pragma once

#include <array>
#include <cstdint>

#include "base/secret.h"

/// Arithmetic of FIPS 203 in Z_q[X]/(X^256 + 1). Everything here takes a time that depends on no coefficient:
/// no branch, no index and no division looks at one.
namespace ferry::crypto::ml_kem {

inline constexpr std::uint32_t modulus = 3329;
inline constexpr std::size_t degree = 256;

/// Bytes of a polynomial with `bits` bits to a coefficient.
constexpr std::size_t encoded_size(unsigned bits) {
  return degree / 8 * bits;
}

/// A polynomial, or its image under the number-theoretic transform (f and f^ in FIPS 203). Coefficients are
/// always below q. Wipes itself, since most of them are secret.
class Polynomial {
 public:
  Polynomial() = default;
  Polynomial(const Polynomial&) = default;
  Polynomial& operator=(const Polynomial&) = default;
  ~Polynomial();

  Polynomial& operator+=(const Polynomial& other);
  Polynomial& operator-=(const Polynomial& other);

  std::array<std::uint16_t, degree> coefficients{};
};

/// NTT, FIPS 203 algorithm 9.
void transform(Polynomial& polynomial);
/// The inverse of NTT, algorithm 10.
void transform_back(Polynomial& polynomial);
/// Adds the product of two transformed polynomials to a transformed one, algorithms 11 and 12.
void add_product(Polynomial& sum, const Polynomial& left, const Polynomial& right);

/// Compress and Decompress of section 4.2.1 for every coefficient, to `bits` bits (1 to 11) and back.
void compress(Polynomial& polynomial, unsigned bits);
void decompress(Polynomial& polynomial, unsigned bits);

/// ByteEncode, algorithm 5, into `encoded_size(bits)` bytes.
void encode(const Polynomial& polynomial, unsigned bits, MutableBytes into);
/// ByteDecode, algorithm 6, from `encoded_size(bits)` bytes; with 12 bits, coefficients are reduced.
[[nodiscard]] Polynomial decode(unsigned bits, Bytes encoded);

/// `number` modulo q.
[[nodiscard]] std::uint16_t reduce(std::uint32_t number);
/// left - right modulo q, both below q.
[[nodiscard]] std::uint16_t subtract(std::uint32_t left, std::uint32_t right);

}  // namespace ferry::crypto::ml_kem
