#include "crypto/sntrup761.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crypto/hash.h"
#include "crypto/sntrup761_encoding.h"
#include "crypto/sntrup761_sampling.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

namespace ferry::crypto::sntrup761 {
namespace {

using testing::FixedRandom;
using testing::read_vectors;
using testing::Vector;
using testing::with_flipped_bit;

constexpr std::size_t encapsulation_key_at = 382;
constexpr std::size_t rho_at = encapsulation_key_at + encapsulation_key_size;

/// Where a decapsulation key holds the encapsulation key.
Bytes encapsulation_key_in(const Secret& decapsulation_key) {
  return decapsulation_key.reveal().subspan(encapsulation_key_at, encapsulation_key_size);
}

/// What decapsulating gives, in hexadecimal; empty if it was refused.
std::string decapsulated(const Secret& key, Bytes ciphertext) {
  const auto shared = decapsulate(key, ciphertext);
  return shared ? to_hex(shared->reveal()) : "";
}

/// The first 32 bytes of SHA-512, over `purpose` and both pieces.
ByteVector half_of_sha512(Byte purpose, Bytes first, Bytes second = {}) {
  ByteVector half = Hash{HashKind::sha512}.update({&purpose, 1}).update(first).update(second).finish();
  half.resize(32);
  return half;
}

/// HashSession with 0 of the specification, over rho and the ciphertext.
std::string implicit_rejection(const Secret& key, Bytes ciphertext) {
  return to_hex(half_of_sha512(0, half_of_sha512(3, key.reveal().subspan(rho_at, 191)), ciphertext));
}

TEST(Sntrup761, GivesTheSecretsOfAnotherImplementation) {
  for (const Vector& vector : read_vectors("sntrup761.vec")) {
    EXPECT_EQ(decapsulated(Secret{vector.bytes("dk")}, vector.bytes("c")), vector.text("K"));
  }
}

TEST(Sntrup761, RejectsImplicitlyAsAnotherImplementationDoes) {
  for (const Vector& vector : read_vectors("sntrup761.vec")) {
    const Secret key{vector.bytes("dk")};
    EXPECT_EQ(decapsulated(key, vector.bytes("changed")), vector.text("rejected"));
    EXPECT_EQ(implicit_rejection(key, vector.bytes("changed")), vector.text("rejected"));
  }
}

TEST(Sntrup761, EncapsulatesForTheKeysOfAnotherImplementation) {
  FixedRandom random;
  for (const Vector& vector : read_vectors("sntrup761.vec")) {
    const Secret key{vector.bytes("dk")};
    const auto made = encapsulate(encapsulation_key_in(key), random).value();
    EXPECT_EQ(decapsulated(key, made.ciphertext), to_hex(made.shared_secret.reveal()));
    EXPECT_NE(to_hex(made.ciphertext), vector.text("c"));
  }
}

TEST(Sntrup761, AKeyOfAnotherImplementationIsTheQuotientOfItsParts) {
  for (const Vector& vector : read_vectors("sntrup761.vec")) {
    const ByteVector key = vector.bytes("dk");
    const Polynomial f = decode_small(Bytes{key}.first(small_size));
    const auto g = reciprocal<3>(decode_small(Bytes{key}.subspan(small_size, small_size)));
    Polynomial product = multiply<modulus>(decode_full(Bytes{key}.subspan(2 * small_size, full_size)), f);
    ASSERT_TRUE(g);
    for (auto& coefficient : product) coefficient = reduce<modulus>(3 * coefficient);
    EXPECT_TRUE(std::ranges::equal(product, *g));
  }
}

TEST(Sntrup761, BothSidesAgreeWithManyKeys) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    FixedRandom random{seed};
    const auto pair = generate_keys(random);
    EXPECT_EQ(pair.encapsulation_key.size(), encapsulation_key_size);
    EXPECT_EQ(pair.decapsulation_key.reveal().size(), decapsulation_key_size);
    for (int i = 0; i < 3; ++i) {
      const auto made = encapsulate(pair.encapsulation_key, random).value();
      EXPECT_EQ(made.ciphertext.size(), ciphertext_size);
      EXPECT_EQ(made.shared_secret.reveal().size(), shared_secret_size);
      EXPECT_EQ(decapsulated(pair.decapsulation_key, made.ciphertext), to_hex(made.shared_secret.reveal()));
      seen.insert(to_hex(made.shared_secret.reveal()));
    }
    seen.insert(to_hex(pair.encapsulation_key));
  }
  EXPECT_EQ(seen.size(), 12U * 4U) << "two keys or two secrets are the same";
}

TEST(Sntrup761, AKeyHoldsTheOtherKeyAndItsHash) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  EXPECT_EQ(to_hex(encapsulation_key_in(pair.decapsulation_key)), to_hex(pair.encapsulation_key));
  EXPECT_EQ(to_hex(pair.decapsulation_key.reveal().last(32)),
            to_hex(half_of_sha512(4, pair.encapsulation_key)));
}

TEST(Sntrup761, RejectsACiphertextForAnotherKeyImplicitly) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  const auto other = generate_keys(random);
  const auto made = encapsulate(pair.encapsulation_key, random).value();
  EXPECT_EQ(decapsulated(other.decapsulation_key, made.ciphertext),
            implicit_rejection(other.decapsulation_key, made.ciphertext));
}

TEST(Sntrup761, RejectsEveryChangedCiphertextImplicitly) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  const auto made = encapsulate(pair.encapsulation_key, random).value();
  const auto check = [&](std::size_t bit) {
    const auto changed = with_flipped_bit(made.ciphertext, bit);
    ASSERT_EQ(decapsulated(pair.decapsulation_key, changed),
              implicit_rejection(pair.decapsulation_key, changed))
        << bit;
  };
  constexpr std::size_t bits = ciphertext_size * 8;
  for (std::size_t bit = 0; bit < bits; bit += 11) check(bit);
  for (std::size_t bit = bits - 8; bit < bits; ++bit) check(bit);
}

TEST(Sntrup761, RejectsCiphertextsOfAnyBytesImplicitly) {
  FixedRandom random;
  const auto pair = generate_keys(random);
  ByteVector noise(ciphertext_size);
  random.fill(noise);
  for (const auto& ciphertext : {ByteVector(ciphertext_size), ByteVector(ciphertext_size, 0xff), noise}) {
    EXPECT_EQ(decapsulated(pair.decapsulation_key, ciphertext),
              implicit_rejection(pair.decapsulation_key, ciphertext));
  }
}

TEST(Sntrup761, TakesEveryKeyOfTheRightSize) {
  FixedRandom random;
  ByteVector noise(encapsulation_key_size);
  random.fill(noise);
  for (const auto& key :
       {ByteVector(encapsulation_key_size), ByteVector(encapsulation_key_size, 0xff), noise}) {
    EXPECT_TRUE(encapsulate(key, random));
  }
}

TEST(Sntrup761, RefusesEverythingOfAnotherSize) {
  FixedRandom random;
  const Secret seed{ByteVector(seed_size, 7)};
  const ByteVector bytes(encapsulation_key_size + 1);
  const Secret key{ByteVector(decapsulation_key_size)};
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const Bytes start = Bytes{bytes}.first(size);
    if (size != encapsulation_key_size)
      EXPECT_EQ(encapsulate(start, seed).error(), Error::wrong_size) << size;
    if (size != ciphertext_size) EXPECT_EQ(decapsulate(key, start).error(), Error::wrong_size) << size;
  }
  for (const std::size_t size : {std::size_t{0}, decapsulation_key_size - 1, decapsulation_key_size + 1}) {
    EXPECT_EQ(decapsulate(Secret{ByteVector(size)}, Bytes{bytes}.first(ciphertext_size)).error(),
              Error::wrong_size);
  }
}

TEST(Sntrup761, ThrowsForASeedOfAnotherSize) {
  const ByteVector key(encapsulation_key_size);
  EXPECT_ANY_THROW((void)encapsulate(key, Secret{}));
  EXPECT_ANY_THROW((void)encapsulate(key, Secret{ByteVector(seed_size + 1)}));
}

}  // namespace
}  // namespace ferry::crypto::sntrup761
