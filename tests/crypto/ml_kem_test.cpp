#include "crypto/ml_kem.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/hash.h"
#include "crypto/ml_kem_sampling.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

namespace ferry::crypto::ml_kem {
namespace {

using testing::FixedRandom;
using testing::read_vectors;
using testing::Vector;
using testing::with_flipped_bit;

constexpr std::size_t encapsulation_key_at = 1152;

Secret secret_of(const Vector& vector, const std::string& name) {
  return Secret{vector.bytes(name)};
}

std::string hash_of(const Secret& key) {
  return to_hex(hash(HashKind::sha256, key.reveal()));
}

/// Where a decapsulation key holds the encapsulation key.
Bytes encapsulation_key_in(const Secret& decapsulation_key) {
  return decapsulation_key.reveal().subspan(encapsulation_key_at, encapsulation_key_size);
}

/// What decapsulating gives, in hexadecimal; empty if it was refused.
std::string decapsulated(const Secret& key, Bytes ciphertext) {
  const auto shared = decapsulate(key, ciphertext);
  return shared ? to_hex(shared->reveal()) : "";
}

/// J(z || c) of FIPS 203 algorithm 18: z stands last in the key.
std::string implicit_rejection(const Secret& key, Bytes ciphertext) {
  return to_hex(hash_j(key.reveal().last(seed_size), ciphertext).reveal());
}

TEST(MlKem, GeneratesThePublishedKeys_Fips203Algorithm16) {
  for (const Vector& vector : read_vectors("ml_kem_keys.vec")) {
    const auto pair = generate_keys(secret_of(vector, "d"), secret_of(vector, "z"));
    EXPECT_EQ(to_hex(pair.encapsulation_key), vector.text("ek"));
    EXPECT_EQ(hash_of(pair.decapsulation_key), vector.text("dk_hash"));
  }
}

TEST(MlKem, GivesThePublishedSecrets_Fips203Algorithms17And18) {
  for (const Vector& vector : read_vectors("ml_kem_encapsulation.vec")) {
    const auto key = secret_of(vector, "dk");
    const auto made = encapsulate(encapsulation_key_in(key), secret_of(vector, "m"));
    ASSERT_TRUE(made);
    EXPECT_EQ(to_hex(made->ciphertext), vector.text("c"));
    EXPECT_EQ(to_hex(made->shared_secret.reveal()), vector.text("K"));
    EXPECT_EQ(decapsulated(key, made->ciphertext), vector.text("K"));
  }
}

TEST(MlKem, RejectsPublishedCiphertextsImplicitly_Fips203Algorithm18) {
  for (const Vector& vector : read_vectors("ml_kem_rejection.vec")) {
    const auto key = secret_of(vector, "dk");
    EXPECT_EQ(decapsulated(key, vector.bytes("c")), vector.text("K"));
    EXPECT_EQ(implicit_rejection(key, vector.bytes("c")), vector.text("K"));
  }
}

/// Everything that SHAKE128 makes of nothing, as C2SP CCTV's accumulated test reads its random bytes.
class ShakeRandom final : public Random {
 public:
  explicit ShakeRandom(std::size_t size) : stream_(size) { shake128({}, stream_); }
  void fill(MutableBytes into) override {
    std::ranges::copy(Bytes{stream_}.subspan(used_, into.size()), into.begin());
    used_ += into.size();
  }

 private:
  ByteVector stream_;
  std::size_t used_ = 0;
};

void append(ByteVector& to, Bytes bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

/// A hash over `count` keys, ciphertexts, secrets and secrets of random ciphertexts.
std::string accumulated(std::size_t count) {
  ShakeRandom random{count * (3 * seed_size + ciphertext_size)};
  ByteVector all;
  for (std::size_t i = 0; i < count; ++i) {
    const auto pair = generate_keys(random);
    const auto made = encapsulate(pair.encapsulation_key, random).value();
    ByteVector ciphertext(ciphertext_size);
    random.fill(ciphertext);
    EXPECT_EQ(decapsulated(pair.decapsulation_key, made.ciphertext), to_hex(made.shared_secret.reveal()));
    append(all, pair.encapsulation_key);
    append(all, made.ciphertext);
    append(all, made.shared_secret.reveal());
    append(all, decapsulate(pair.decapsulation_key, ciphertext)->reveal());
  }
  ByteVector result(32);
  shake128({all}, result);
  return to_hex(result);
}

TEST(MlKem, GivesThePublishedHashOverManyExchanges) {
  EXPECT_EQ(accumulated(100), "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415");
}

TEST(MlKem, BothSidesAgreeAndEveryKeyIsAnother) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  const auto other = generate_keys(random);
  EXPECT_NE(to_hex(pair.encapsulation_key), to_hex(other.encapsulation_key));
  const auto first = encapsulate(pair.encapsulation_key, random);
  const auto second = encapsulate(pair.encapsulation_key, random);
  ASSERT_TRUE(first && second);
  EXPECT_NE(to_hex(first->ciphertext), to_hex(second->ciphertext));
  EXPECT_EQ(decapsulated(pair.decapsulation_key, first->ciphertext), to_hex(first->shared_secret.reveal()));
  EXPECT_EQ(decapsulated(pair.decapsulation_key, second->ciphertext), to_hex(second->shared_secret.reveal()));
  EXPECT_EQ(decapsulated(other.decapsulation_key, first->ciphertext),
            implicit_rejection(other.decapsulation_key, first->ciphertext));
}

TEST(MlKem, RejectsEveryChangedCiphertextImplicitly_Fips203Algorithm18) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  const auto made = encapsulate(pair.encapsulation_key, random).value();
  for (std::size_t bit = 0; bit < ciphertext_size * 8; bit += 37) {
    const auto changed = with_flipped_bit(made.ciphertext, bit);
    ASSERT_EQ(decapsulated(pair.decapsulation_key, changed),
              implicit_rejection(pair.decapsulation_key, changed))
        << bit;
  }
}

TEST(MlKem, RefusesEverythingOfAnotherSize_Fips203Sections7_2And7_3) {
  FixedRandom random;
  auto pair = generate_keys(random);
  auto ciphertext = encapsulate(pair.encapsulation_key, random)->ciphertext;
  const Bytes key = pair.encapsulation_key;
  for (const std::size_t size : {std::size_t{0}, std::size_t{32}, key.size() - 1}) {
    EXPECT_EQ(encapsulate(key.first(size), random).error(), Error::wrong_size) << size;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{32}, ciphertext.size() - 1}) {
    EXPECT_EQ(decapsulate(pair.decapsulation_key, Bytes{ciphertext}.first(size)).error(), Error::wrong_size);
  }
  ciphertext.push_back(0);
  EXPECT_EQ(decapsulate(pair.decapsulation_key, ciphertext).error(), Error::wrong_size);
  pair.encapsulation_key.push_back(0);
  EXPECT_EQ(encapsulate(pair.encapsulation_key, random).error(), Error::wrong_size);
  EXPECT_EQ(decapsulate(Secret{ByteVector(2399)}, Bytes{ciphertext}.first(ciphertext_size)).error(),
            Error::wrong_size);
}

/// `key` with the coefficient at `index` replaced, 12 bits of it.
ByteVector with_coefficient(Bytes key, std::size_t index, unsigned value) {
  ByteVector changed{key.begin(), key.end()};
  for (unsigned bit = 0; bit < 12; ++bit) {
    const std::size_t at = index * 12 + bit;
    const unsigned set = value >> bit & 1U;
    changed[at / 8] = static_cast<Byte>((changed[at / 8] & ~(1U << at % 8)) | set << at % 8);
  }
  return changed;
}

TEST(MlKem, RefusesAKeyWithACoefficientThatIsNotBelowTheModulus_Fips203Section7_2) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  constexpr std::size_t coefficients = 3 * degree;
  for (std::size_t index = 0; index < coefficients; ++index) {
    const unsigned too_large = modulus + static_cast<unsigned>(index * 97 % (4096 - modulus));
    const auto changed = with_coefficient(pair.encapsulation_key, index, too_large);
    ASSERT_EQ(encapsulate(changed, random).error(), Error::coefficient_out_of_range) << index;
  }
  EXPECT_FALSE(encapsulate(with_coefficient(pair.encapsulation_key, 0, 4095), random));
  EXPECT_TRUE(encapsulate(with_coefficient(pair.encapsulation_key, 0, modulus - 1), random));
}

TEST(MlKem, RefusesADecapsulationKeyWhoseHashDoesNotMatch_Fips203Section7_3) {
  FixedRandom random;
  auto pair = generate_keys(random);
  const auto made = encapsulate(pair.encapsulation_key, random).value();
  const std::size_t hash_at = decapsulation_key_size - 2 * seed_size;
  for (const std::size_t at : {encapsulation_key_at, hash_at - 1, hash_at, hash_at + seed_size - 1}) {
    const Secret changed{with_flipped_bit(pair.decapsulation_key.reveal(), at * 8)};
    EXPECT_EQ(decapsulate(changed, made.ciphertext).error(), Error::hash_does_not_match) << at;
  }
}

TEST(MlKem, ThrowsForASeedOfAnotherSize) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  EXPECT_ANY_THROW((void)generate_keys(Secret{ByteVector(31)}, Secret{ByteVector(32)}));
  EXPECT_ANY_THROW((void)generate_keys(Secret{ByteVector(32)}, Secret{ByteVector(33)}));
  EXPECT_ANY_THROW((void)encapsulate(pair.encapsulation_key, Secret{}));
}

// --- Arithmetic ---

Polynomial filled_from(Random& random) {
  ByteVector bytes(encoded_size(12));
  random.fill(bytes);
  return decode(12, bytes);
}

TEST(MlKemArithmetic, ReducesEveryProductAndTheLargestNumbers) {
  for (std::uint32_t number = 0; number < 4 * modulus * modulus; number += 7) {
    ASSERT_EQ(reduce(number), number % modulus) << number;
  }
  for (std::uint32_t number = UINT32_MAX; number > UINT32_MAX - 2 * modulus; --number) {
    ASSERT_EQ(reduce(number), number % modulus) << number;
  }
}

TEST(MlKemArithmetic, CompressesAsTheStandardRounds_Fips203Section4_2_1) {
  for (unsigned bits = 1; bits < 12; ++bits) {
    for (std::uint32_t first = 0; first < modulus; first += degree) {
      Polynomial polynomial;
      for (std::uint32_t i = 0; i < degree; ++i) {
        polynomial.coefficients[i] = static_cast<std::uint16_t>((first + i) % modulus);
      }
      Polynomial compressed = polynomial;
      compress(compressed, bits);
      for (std::uint32_t i = 0; i < degree; ++i) {
        const std::uint32_t scaled = std::uint32_t{polynomial.coefficients[i]} << bits;
        const std::uint32_t rounded = (2 * scaled + modulus) / (2 * modulus);
        ASSERT_EQ(compressed.coefficients[i], rounded % (1U << bits)) << bits << " " << first + i;
      }
      Polynomial again = compressed;
      decompress(again, bits);
      compress(again, bits);
      ASSERT_EQ(again.coefficients, compressed.coefficients);
    }
  }
}

TEST(MlKemArithmetic, MultipliesAsPolynomialsDoWhenTransformed) {
  FixedRandom random;
  Polynomial left = filled_from(random);
  Polynomial right = filled_from(random);
  std::array<std::uint64_t, degree> expected{};
  for (std::size_t i = 0; i < degree; ++i) {
    for (std::size_t j = 0; j < degree; ++j) {
      const std::uint64_t product = std::uint64_t{left.coefficients[i]} * right.coefficients[j] % modulus;
      // X^256 is -1.
      expected[(i + j) % degree] += i + j < degree ? product : modulus - product;
    }
  }
  transform(left);
  transform(right);
  Polynomial product;
  add_product(product, left, right);
  transform_back(product);
  for (std::size_t i = 0; i < degree; ++i) ASSERT_EQ(product.coefficients[i], expected[i] % modulus) << i;
}

}  // namespace
}  // namespace ferry::crypto::ml_kem
