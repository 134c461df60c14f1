#include "crypto/ml_kem_polynomial.h"

#include <algorithm>

#include "crypto/constant_time.h"

namespace ferry::crypto::ml_kem {
namespace {

/// `number` modulo q for a number below 2q.
constexpr std::uint32_t subtract_modulus_once(std::uint32_t number) {
  const std::uint32_t less = number - modulus;
  std::uint32_t borrowed = 0U - (less >> 31U);
  if !consteval {
    borrowed = opaque(borrowed);
  }
  return less + (modulus & borrowed);
}

/// Barrett's reduction: the quotient is too small by one at most, for every number of 32 bits.
constexpr std::uint32_t barrett(std::uint32_t number) {
  constexpr std::uint64_t reciprocal = (std::uint64_t{1} << 32U) / modulus;
  const auto quotient = static_cast<std::uint32_t>(number * reciprocal >> 32U);
  return subtract_modulus_once(number - quotient * modulus);
}

/// The same seven bits in the opposite order, BitRev7.
constexpr unsigned reversed_bits(unsigned number) {
  unsigned reversed = 0;
  for (unsigned bit = 0; bit < 7; ++bit) reversed |= (number >> bit & 1U) << (6U - bit);
  return reversed;
}

constexpr std::uint32_t power_of_zeta(unsigned exponent) {
  constexpr std::uint32_t zeta = 17;  // a primitive 256th root of unity modulo q
  std::uint32_t power = 1;
  for (unsigned i = 0; i < exponent; ++i) power = barrett(power * zeta);
  return power;
}

using Table = std::array<std::uint16_t, degree / 2>;

template <class Exponent>
constexpr Table powers_of_zeta(Exponent exponent) {
  Table table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::uint16_t>(power_of_zeta(exponent(reversed_bits(i))));
  }
  return table;
}

/// FIPS 203 appendix A, both tables.
constexpr Table zetas = powers_of_zeta([](unsigned reversed) { return reversed; });
constexpr Table gammas = powers_of_zeta([](unsigned reversed) { return 2 * reversed + 1; });
static_assert(zetas[1] == 1729 && zetas[127] == 2154 && gammas[0] == 17 && gammas[127] == 1175);

std::uint16_t add(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::uint16_t>(subtract_modulus_once(left + right));
}

}  // namespace

std::uint16_t reduce(std::uint32_t number) {
  return static_cast<std::uint16_t>(barrett(number));
}

std::uint16_t subtract(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::uint16_t>(subtract_modulus_once(left + modulus - right));
}

Polynomial::~Polynomial() {
  wipe({reinterpret_cast<Byte*>(coefficients.data()), sizeof coefficients});
}

Polynomial& Polynomial::operator+=(const Polynomial& other) {
  for (std::size_t i = 0; i < degree; ++i) coefficients[i] = add(coefficients[i], other.coefficients[i]);
  return *this;
}

Polynomial& Polynomial::operator-=(const Polynomial& other) {
  for (std::size_t i = 0; i < degree; ++i) {
    coefficients[i] = subtract(coefficients[i], other.coefficients[i]);
  }
  return *this;
}

void transform(Polynomial& polynomial) {
  auto& f = polynomial.coefficients;
  std::size_t next_zeta = 1;
  for (std::size_t length = degree / 2; length >= 2; length /= 2) {
    for (std::size_t start = 0; start < degree; start += 2 * length) {
      const std::uint32_t zeta = zetas[next_zeta++];
      for (std::size_t j = start; j < start + length; ++j) {
        const std::uint16_t turned = reduce(zeta * f[j + length]);
        f[j + length] = subtract(f[j], turned);
        f[j] = add(f[j], turned);
      }
    }
  }
}

void transform_back(Polynomial& polynomial) {
  auto& f = polynomial.coefficients;
  std::size_t next_zeta = degree / 2;
  for (std::size_t length = 2; length < degree; length *= 2) {
    for (std::size_t start = 0; start < degree; start += 2 * length) {
      const std::uint32_t zeta = zetas[--next_zeta];
      for (std::size_t j = start; j < start + length; ++j) {
        const std::uint16_t left = f[j];
        f[j] = add(left, f[j + length]);
        f[j + length] = reduce(zeta * subtract(f[j + length], left));
      }
    }
  }
  constexpr std::uint32_t inverse_of_128 = 3303;
  for (auto& coefficient : f) coefficient = reduce(inverse_of_128 * coefficient);
}

void add_product(Polynomial& sum, const Polynomial& left, const Polynomial& right) {
  for (std::size_t i = 0; i < degree / 2; ++i) {
    const std::uint32_t a0 = left.coefficients[2 * i];
    const std::uint32_t a1 = left.coefficients[2 * i + 1];
    const std::uint32_t b0 = right.coefficients[2 * i];
    const std::uint32_t b1 = right.coefficients[2 * i + 1];
    auto& c0 = sum.coefficients[2 * i];
    auto& c1 = sum.coefficients[2 * i + 1];
    c0 = reduce(c0 + a0 * b0 + barrett(a1 * b1) * gammas[i]);
    c1 = reduce(c1 + a0 * b1 + a1 * b0);
  }
}

void compress(Polynomial& polynomial, unsigned bits) {
  // Dividing by q takes a time that depends on what is divided, so the quotient is a product with 2^36 / q,
  // rounded up; that is exact for every number below 2^22.
  constexpr unsigned shift = 36;
  constexpr std::uint64_t reciprocal = (std::uint64_t{1} << shift) / modulus + 1;
  const std::uint32_t mask = (1U << bits) - 1;
  for (auto& coefficient : polynomial.coefficients) {
    const std::uint64_t rounded = (std::uint64_t{coefficient} << bits) + modulus / 2;
    coefficient = static_cast<std::uint16_t>(rounded * reciprocal >> shift & mask);
  }
}

void decompress(Polynomial& polynomial, unsigned bits) {
  const std::uint32_t half = 1U << (bits - 1);
  for (auto& coefficient : polynomial.coefficients) {
    // A single bit would be known to be zero or one.
    coefficient = static_cast<std::uint16_t>((opaque(coefficient) * modulus + half) >> bits);
  }
}

void encode(const Polynomial& polynomial, unsigned bits, MutableBytes into) {
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  auto next = into.begin();
  for (const std::uint32_t coefficient : polynomial.coefficients) {
    pending |= coefficient << pending_bits;
    for (pending_bits += bits; pending_bits >= 8; pending_bits -= 8) {
      *next++ = static_cast<Byte>(pending);
      pending >>= 8U;
    }
  }
}

Polynomial decode(unsigned bits, Bytes encoded) {
  Polynomial polynomial;
  const std::uint32_t mask = (1U << bits) - 1;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  auto next = encoded.begin();
  for (auto& coefficient : polynomial.coefficients) {
    for (; pending_bits < bits; pending_bits += 8) pending |= std::uint32_t{*next++} << pending_bits;
    coefficient = reduce(pending & mask);
    pending >>= bits;
    pending_bits -= bits;
  }
  return polynomial;
}

}  // namespace ferry::crypto::ml_kem
