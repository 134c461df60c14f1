// What sntrup761 is made of, beside slow and plain ways to do the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/text.h"
#include "crypto/sntrup761_encoding.h"
#include "crypto/sntrup761_sampling.h"
#include "support/fixed_random.h"

namespace ferry::crypto::sntrup761 {
namespace {

using testing::FixedRandom;

constexpr std::int32_t largest = (modulus - 1) / 2;

ByteVector random_bytes(Random& random, std::size_t size) {
  ByteVector bytes(size);
  random.fill(bytes);
  return bytes;
}

Polynomial random_small(Random& random) {
  return sample_small(random_bytes(random, sample_size));
}

Polynomial random_short(Random& random) {
  return sample_short(random_bytes(random, sample_size));
}

Polynomial random_full(Random& random) {
  return decode_full(random_bytes(random, full_size));
}

template <class Value>
Polynomial polynomial_of(Value value) {
  Polynomial polynomial;
  for (std::size_t i = 0; i < degree; ++i) polynomial[i] = static_cast<std::int16_t>(value(i));
  return polynomial;
}

Polynomial one() {
  return polynomial_of([](std::size_t i) { return i == 0 ? 1 : 0; });
}

bool equal(const Polynomial& left, const Polynomial& right) {
  return std::ranges::equal(left, right);
}

/// The number from -(m-1)/2 to (m-1)/2, found by dividing.
std::int64_t modulo(std::int64_t number, std::int64_t m) {
  const std::int64_t positive = (number % m + m) % m;
  return positive > m / 2 ? positive - m : positive;
}

/// The product in Z_m[x]/(x^p - x - 1), term by term.
Polynomial plain_product(const Polynomial& left, const Polynomial& right, std::int64_t m) {
  std::vector<std::int64_t> product(2 * degree);
  for (std::size_t i = 0; i < degree; ++i) {
    for (std::size_t j = 0; j < degree; ++j) product[i + j] += std::int64_t{left[i]} * right[j];
  }
  for (std::size_t i = 2 * degree - 1; i >= degree; --i) {
    product[i - degree] += product[i];
    product[i - degree + 1] += product[i];
  }
  return polynomial_of([&](std::size_t i) { return modulo(product[i], m); });
}

TEST(Sntrup761Arithmetic, ReducesToTheNumberNearestToZero) {
  const auto check = [](std::int32_t number) {
    ASSERT_EQ(reduce<3>(number), modulo(number, 3)) << number;
    ASSERT_EQ(reduce<modulus>(number), modulo(number, modulus)) << number;
  };
  constexpr std::int32_t end = 1 << 24;
  for (std::int32_t number = -end; number <= end; number += 11) check(number);
  for (std::int32_t multiple = -3000; multiple <= 3000; ++multiple) {
    for (const std::int32_t near : {-largest - 1, -largest, -1, 0, 1, largest, largest + 1}) {
      check(multiple * modulus + near);
    }
  }
}

TEST(Sntrup761Arithmetic, MultipliesAsPolynomialsDo) {
  FixedRandom random;
  for (int i = 0; i < 4; ++i) {
    const Polynomial full = random_full(random);
    const Polynomial small = random_small(random);
    const Polynomial other = random_short(random);
    EXPECT_TRUE(equal(multiply<modulus>(full, small), plain_product(full, small, modulus)));
    EXPECT_TRUE(equal(multiply<3>(small, other), plain_product(small, other, 3)));
    EXPECT_TRUE(equal(multiply<3>(full, other), plain_product(full, other, 3)));
  }
}

TEST(Sntrup761Arithmetic, MultipliesTheLargestCoefficientsWithoutOverflow) {
  for (const std::int32_t coefficient : {-largest, largest}) {
    for (const int factor : {-1, 1}) {
      const Polynomial full = polynomial_of([&](std::size_t) { return coefficient; });
      const Polynomial small = polynomial_of([&](std::size_t) { return factor; });
      EXPECT_TRUE(equal(multiply<modulus>(full, small), plain_product(full, small, modulus)));
      EXPECT_TRUE(equal(multiply<3>(full, small), plain_product(full, small, 3)));
    }
  }
}

TEST(Sntrup761Arithmetic, TheReciprocalModulo3GivesOne) {
  FixedRandom random;
  for (int i = 0; i < 8; ++i) {
    const Polynomial small = random_small(random);
    const auto inverse = reciprocal<3>(small);
    ASSERT_TRUE(inverse);
    EXPECT_TRUE(equal(plain_product(small, *inverse, 3), one()));
  }
}

TEST(Sntrup761Arithmetic, TheReciprocalModuloQGivesOne) {
  FixedRandom random;
  for (int i = 0; i < 4; ++i) {
    Polynomial tripled = random_short(random);
    for (auto& coefficient : tripled) coefficient = static_cast<std::int16_t>(3 * coefficient);
    for (const Polynomial& polynomial : {random_short(random), tripled, random_full(random)}) {
      const auto inverse = reciprocal<modulus>(polynomial);
      ASSERT_TRUE(inverse);
      EXPECT_TRUE(equal(plain_product(polynomial, *inverse, modulus), one()));
    }
  }
}

TEST(Sntrup761Arithmetic, TheReciprocalOfAPowerOfXIsRightForEveryPower) {
  for (std::size_t power = 0; power < degree; power += power < 8 || power > degree - 10 ? 1 : 83) {
    const Polynomial term = polynomial_of([&](std::size_t i) { return i == power ? -1 : 0; });
    EXPECT_TRUE(equal(plain_product(term, reciprocal<modulus>(term).value(), modulus), one())) << power;
    EXPECT_TRUE(equal(plain_product(term, reciprocal<3>(term).value(), 3), one())) << power;
  }
}

TEST(Sntrup761Arithmetic, WhatSharesAFactorWithTheModulusHasNoReciprocalModulo3) {
  // x^761 - x - 1 is the product of this, of a polynomial of degree 60 and of large ones modulo 3.
  constexpr std::array<int, 20> factor{1, 1, 0, 1, 1, 1, -1, 1, -1, 1, 0, 1, -1, -1, -1, -1, 1, 0, -1, -1};
  const Polynomial polynomial =
      polynomial_of([&](std::size_t i) { return i < factor.size() ? factor[i] : 0; });
  FixedRandom random;
  EXPECT_FALSE(reciprocal<3>(polynomial));
  EXPECT_FALSE(reciprocal<3>(multiply<3>(polynomial, random_small(random))));
  EXPECT_TRUE(reciprocal<modulus>(polynomial));
}

TEST(Sntrup761Arithmetic, NothingGivesOneWithZero) {
  EXPECT_FALSE(reciprocal<3>(Polynomial{}));
  EXPECT_FALSE(reciprocal<modulus>(Polynomial{}));
}

TEST(Sntrup761Arithmetic, RoundsToTheNearestMultipleOf3) {
  for (std::int32_t first = -largest; first <= largest; first += degree) {
    const auto value = [&](std::size_t i) { return std::min(first + static_cast<std::int32_t>(i), largest); };
    Polynomial rounded = polynomial_of(value);
    round_to_multiples_of_3(rounded);
    for (std::size_t i = 0; i < degree; ++i) {
      ASSERT_EQ(rounded[i] % 3, 0);
      ASSERT_LE(std::abs(rounded[i] - value(i)), 1);
    }
  }
}

// --- Encoding ---

/// Encode of the specification, as it is written there: on lists, with the radix of each digit beside it.
ByteVector plain_encode(std::vector<std::uint32_t> digits, std::vector<std::uint32_t> radices) {
  ByteVector bytes;
  const auto give_away = [&bytes](std::uint32_t& digit, std::uint32_t& radix, std::uint32_t limit) {
    while (radix >= limit) {
      bytes.push_back(static_cast<Byte>(digit % 256));
      digit /= 256;
      radix = (radix + 255) / 256;
    }
  };
  while (digits.size() > 1) {
    std::vector<std::uint32_t> next;
    std::vector<std::uint32_t> next_radices;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
      std::uint32_t digit = digits[i] + radices[i] * digits[i + 1];
      std::uint32_t radix = radices[i] * radices[i + 1];
      give_away(digit, radix, 16384);
      next.push_back(digit);
      next_radices.push_back(radix);
    }
    if (digits.size() % 2 == 1) {
      next.push_back(digits.back());
      next_radices.push_back(radices.back());
    }
    digits = next;
    radices = next_radices;
  }
  give_away(digits[0], radices[0], 2);
  return bytes;
}

std::vector<Polynomial> full_polynomials() {
  FixedRandom random;
  std::vector<Polynomial> polynomials{random_full(random), random_full(random), Polynomial{}};
  for (const std::int32_t edge : {-largest, largest}) {
    polynomials.push_back(polynomial_of([&](std::size_t) { return edge; }));
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, degree / 2, degree - 2, degree - 1}) {
      polynomials.push_back(polynomial_of([&](std::size_t i) { return i == at ? edge : -edge; }));
    }
  }
  return polynomials;
}

TEST(Sntrup761Encoding, WritesFullPolynomialsAsTheSpecificationDoesAndReadsThemBack) {
  for (const Polynomial& polynomial : full_polynomials()) {
    std::vector<std::uint32_t> digits;
    for (const std::int32_t coefficient : polynomial) {
      digits.push_back(static_cast<std::uint32_t>(coefficient + largest));
    }
    ByteVector encoded(full_size);
    encode_full(polynomial, encoded);
    EXPECT_EQ(to_hex(encoded), to_hex(plain_encode(digits, std::vector<std::uint32_t>(degree, 4591))));
    EXPECT_TRUE(equal(decode_full(encoded), polynomial));
  }
}

TEST(Sntrup761Encoding, WritesRoundedPolynomialsAsTheSpecificationDoesAndReadsThemBack) {
  for (Polynomial polynomial : full_polynomials()) {
    round_to_multiples_of_3(polynomial);
    std::vector<std::uint32_t> digits;
    for (const std::int32_t coefficient : polynomial) {
      digits.push_back(static_cast<std::uint32_t>((coefficient + largest) / 3));
    }
    ByteVector encoded(rounded_size);
    encode_rounded(polynomial, encoded);
    EXPECT_EQ(to_hex(encoded), to_hex(plain_encode(digits, std::vector<std::uint32_t>(degree, 1531))));
    EXPECT_TRUE(equal(decode_rounded(encoded), polynomial));
  }
}

TEST(Sntrup761Encoding, ReadsAnyBytesAsCoefficientsInRange) {
  FixedRandom random;
  std::vector<ByteVector> inputs{ByteVector(full_size), ByteVector(full_size, 0xff)};
  for (int i = 0; i < 20; ++i) inputs.push_back(random_bytes(random, full_size));
  for (const ByteVector& input : inputs) {
    for (const std::int16_t coefficient : decode_full(input)) ASSERT_LE(std::abs(coefficient), largest);
    for (const std::int16_t coefficient : decode_rounded(Bytes{input}.first(rounded_size))) {
      ASSERT_LE(std::abs(coefficient), largest);
      ASSERT_EQ(coefficient % 3, 0);
    }
    for (const std::int16_t coefficient : decode_small(Bytes{input}.first(small_size))) {
      ASSERT_LE(std::abs(coefficient), 1);
    }
  }
}

TEST(Sntrup761Encoding, WritesSmallPolynomialsWithTwoBitsForACoefficient) {
  const Polynomial small = polynomial_of([](std::size_t i) { return static_cast<int>(i % 3) - 1; });
  ByteVector encoded(small_size);
  encode_small(small, encoded);
  EXPECT_EQ(to_hex(Bytes{encoded}.first(3)), "244992");  // 0 1 2 0, 1 2 0 1, 2 0 1 2 from the low bits up
  EXPECT_EQ(encoded.back(), 1);
  EXPECT_TRUE(equal(decode_small(encoded), small));
  FixedRandom random;
  for (int i = 0; i < 20; ++i) {
    const Polynomial drawn = random_small(random);
    encode_small(drawn, encoded);
    EXPECT_TRUE(equal(decode_small(encoded), drawn));
  }
}

// --- Sampling ---

TEST(Sntrup761Sampling, SortsEveryCountOfNumbers) {
  FixedRandom random;
  for (std::size_t count = 0; count < 140; ++count) {
    const ByteVector bytes = random_bytes(random, 4 * count);
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < count; ++i) {
      numbers.push_back(std::uint32_t{bytes[4 * i]} << 24U | bytes[4 * i + 1] % 4U);
    }
    std::vector<std::uint32_t> sorted = numbers;
    std::ranges::sort(sorted);
    sort(numbers);
    ASSERT_EQ(numbers, sorted) << count;
  }
}

TEST(Sntrup761Sampling, SortsWhatIsZerosAndOnes_Knuth5_3_4) {
  // A network that sorts all of these sorts everything; with 761 numbers, those with one step and their
  // mirror images.
  for (std::size_t ones = 0; ones <= degree; ++ones) {
    std::vector<std::uint32_t> numbers(degree, 0);
    std::fill_n(numbers.begin(), ones, UINT32_MAX);
    sort(numbers);
    ASSERT_TRUE(std::ranges::is_sorted(numbers)) << ones;
    ASSERT_EQ(static_cast<std::size_t>(std::ranges::count(numbers, UINT32_MAX)), ones);
  }
}

TEST(Sntrup761Sampling, AShortPolynomialHasItsWeightAndBothSigns) {
  FixedRandom random;
  std::array<int, degree> used{};
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    const Polynomial drawn = random_short(random);
    EXPECT_EQ(degree - static_cast<std::size_t>(std::ranges::count(drawn, 0)), weight);
    EXPECT_GT(std::ranges::count(drawn, 1), 90);
    EXPECT_GT(std::ranges::count(drawn, -1), 90);
    for (std::size_t i = 0; i < degree; ++i) used[i] += drawn[i] != 0 ? 1 : 0;
  }
  EXPECT_TRUE(std::ranges::all_of(used, [](int times) { return times > 0 && times < rounds; }));
}

TEST(Sntrup761Sampling, ASmallPolynomialHasAsManyOfEachCoefficient) {
  FixedRandom random;
  for (int round = 0; round < 20; ++round) {
    const Polynomial drawn = random_small(random);
    for (const int value : {-1, 0, 1})
      EXPECT_NEAR(static_cast<double>(std::ranges::count(drawn, value)), 254, 75);
  }
}

}  // namespace
}  // namespace ferry::crypto::sntrup761
