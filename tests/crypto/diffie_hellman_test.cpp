#include <gtest/gtest.h>

#include <array>

#include "crypto/key_agreement.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using enum ModpGroup;

constexpr std::array groups{group1_1024,  group14_2048, group15_3072,
                            group16_4096, group17_6144, group18_8192};

/// A group so small that a test can try every exponent: p = 2 * 11 + 1.
constexpr unsigned small_prime = 23;
constexpr unsigned small_generator = 5;

std::unique_ptr<KeyAgreement> start_small(unsigned generator = small_generator) {
  return start_agreement(ByteVector{small_prime}, ByteVector{static_cast<Byte>(generator)}, 5);
}

unsigned power(unsigned base, unsigned exponent) {
  unsigned result = 1;
  for (unsigned i = 0; i < exponent; ++i) result = result * base % small_prime;
  return result;
}

unsigned exponent_of(unsigned share) {
  for (unsigned exponent = 0; exponent < small_prime; ++exponent) {
    if (power(small_generator, exponent) == share) return exponent;
  }
  return small_prime;
}

/// `value` minus `amount`, where no byte but the last changes.
ByteVector minus(ByteVector value, Byte amount) {
  value.back() = static_cast<Byte>(value.back() - amount);
  return value;
}

TEST(DiffieHellman, HasThePrimesOfRfc2409AndRfc3526) {
  const auto vectors = testing::read_vectors("modp.vec");
  ASSERT_EQ(vectors.size(), groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto [prime, generator] = parameters(groups[i]);
    EXPECT_EQ(to_hex(prime), vectors[i].text("Prime"));
    EXPECT_EQ(prime.size() * 8, std::stoul(vectors[i].text("Bits")));
    EXPECT_EQ(generator, ByteVector{2});
  }
}

TEST(DiffieHellman, BothSidesAgreeInEveryGroup) {
  for (const auto group : groups) {
    const auto left = start_agreement(group);
    const auto right = start_agreement(group);
    const auto left_secret = left->agree(right->public_share());
    const auto right_secret = right->agree(left->public_share());
    ASSERT_TRUE(left_secret && right_secret);
    EXPECT_TRUE(equal_secrets(*left_secret, *right_secret));
  }
}

TEST(DiffieHellman, RaisesTheShareToItsExponent_Rfc4253Section8) {
  for (int i = 0; i < 50; ++i) {
    const auto ours = start_small();
    ASSERT_TRUE(ours);
    const unsigned exponent = exponent_of(ours->public_share()[0]);
    for (unsigned share = 2; share < small_prime - 1; ++share) {
      const auto secret = ours->agree(ByteVector{static_cast<Byte>(share)});
      const unsigned expected = power(share, exponent);
      if (expected == 1 || expected == small_prime - 1) {
        EXPECT_FALSE(secret);
      } else {
        ASSERT_TRUE(secret);
        EXPECT_EQ(to_hex(secret->reveal()), to_hex(ByteVector{static_cast<Byte>(expected)}));
      }
    }
  }
}

TEST(DiffieHellman, RefusesSharesOutsideTwoToPMinusTwo_Rfc4253Section8) {
  for (const auto group : {group1_1024, group14_2048}) {
    const auto ours = start_agreement(group);
    const auto prime = parameters(group).prime;
    EXPECT_FALSE(ours->agree({}));
    EXPECT_FALSE(ours->agree(ByteVector{0}));
    EXPECT_FALSE(ours->agree(ByteVector{1}));
    EXPECT_TRUE(ours->agree(ByteVector{2}));
    EXPECT_TRUE(ours->agree(minus(prime, 2)));
    EXPECT_FALSE(ours->agree(minus(prime, 1)));
    EXPECT_FALSE(ours->agree(prime));
    EXPECT_FALSE(ours->agree(ByteVector(prime.size(), 0xff)));
    EXPECT_FALSE(ours->agree(ByteVector(prime.size() + 1, 0x01)));
  }
}

TEST(DiffieHellman, SharesHaveNoLeadingZeros) {
  for (int i = 0; i < 300; ++i) EXPECT_NE(start_agreement(group1_1024)->public_share()[0], 0);
}

TEST(DiffieHellman, ANamedGroupWorksAsItsNumbers_Rfc4419Section3) {
  const auto [prime, generator] = parameters(group14_2048);
  const auto named = start_agreement(group14_2048);
  const auto numbers = start_agreement(prime, generator, 2048);
  ASSERT_TRUE(numbers);
  const auto left = named->agree(numbers->public_share());
  const auto right = numbers->agree(named->public_share());
  ASSERT_TRUE(left && right);
  EXPECT_TRUE(equal_secrets(*left, *right));
}

TEST(DiffieHellman, RefusesGroupsThatAreNotUsable_Rfc4419Section3) {
  const auto [prime, generator] = parameters(group14_2048);
  EXPECT_TRUE(start_agreement(prime, ByteVector{2}, 2048));
  EXPECT_FALSE(start_agreement(prime, generator, 2049)) << "too small";
  EXPECT_FALSE(start_agreement(minus(prime, 1), generator, 2048)) << "even";
  EXPECT_FALSE(start_agreement(prime, {}, 2048)) << "g = 0";
  EXPECT_FALSE(start_agreement(prime, ByteVector{1}, 2048)) << "g = 1";
  EXPECT_FALSE(start_agreement(prime, minus(prime, 1), 2048)) << "g = p - 1";
  EXPECT_FALSE(start_agreement(prime, prime, 2048)) << "g = p";
  EXPECT_TRUE(start_agreement(prime, minus(prime, 2), 2048)) << "g = p - 2";
  EXPECT_FALSE(start_agreement({}, generator, 1024)) << "no prime";
  ByteVector too_large(1025, 0xff);
  EXPECT_FALSE(start_agreement(too_large, generator, 1024)) << "8200 bits";
}

TEST(DiffieHellman, NeverSendsAShareThatSaysItsExponent) {
  // 22 is p - 1, so that every power of it is 1 or p - 1; 2 makes the subgroup of order 11.
  EXPECT_FALSE(start_small(22));
  for (int i = 0; i < 50; ++i) {
    const auto ours = start_small(2);
    if (!ours) continue;
    EXPECT_GT(ours->public_share()[0], 1);
    EXPECT_LT(ours->public_share()[0], small_prime - 1);
  }
}

}  // namespace
}  // namespace ferry::crypto
