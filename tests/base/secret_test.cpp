#include "base/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <concepts>
#include <ostream>
#include <type_traits>
#include <utility>

namespace ferry {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!Printable<Secret>);
static_assert(!std::equality_comparable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, WipesBytes) {
  ByteVector bytes(64, 0xa5);
  wipe(bytes);
  EXPECT_EQ(bytes, ByteVector(64));
  wipe({});
}

TEST(Secret, HoldsWhatItWasGiven) {
  EXPECT_EQ(as_text(Secret{std::string_view{"cisco"}}.reveal()), "cisco");
  EXPECT_EQ(as_text(Secret{ByteVector{'a', 'b'}}.reveal()), "ab");
  EXPECT_TRUE(Secret{}.empty());
}

TEST(Secret, AMoveLeavesNothingBehind) {
  Secret first{std::string_view{"a secret that is too long for any small buffer"}};
  Secret second{std::move(first)};
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
  Secret third;
  third = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(as_text(third.reveal()).starts_with("a secret"));
}

TEST(Secret, AssigningToItselfKeepsIt) {
  Secret secret{std::string_view{"cisco"}};
  Secret& same = secret;
  secret = std::move(same);
  EXPECT_EQ(as_text(secret.reveal()), "cisco");
}

TEST(Secret, ACloneIsItsOwn) {
  Secret secret{std::string_view{"cisco"}};
  auto clone = secret.clone();
  clone.reveal_mutable()[0] = 'C';
  EXPECT_EQ(as_text(secret.reveal()), "cisco");
  EXPECT_EQ(as_text(clone.reveal()), "Cisco");
}

TEST(Secret, EqualsOnlyTheSameBytes) {
  const Secret secret{std::string_view{"cisco"}};
  EXPECT_TRUE(equal_secrets(secret, secret.clone()));
  EXPECT_FALSE(equal_secrets(secret, Secret{std::string_view{"cisc"}}));
  EXPECT_FALSE(equal_secrets(secret, Secret{std::string_view{"ciscos"}}));
  for (std::size_t bit = 0; bit < 40; ++bit) {
    auto other = secret.clone();
    other.reveal_mutable()[bit / 8] ^= static_cast<Byte>(1U << bit % 8);
    EXPECT_FALSE(equal_secrets(secret, other)) << bit;
  }
  EXPECT_TRUE(equal_secrets(Secret{}, Secret{}));
}

}  // namespace
}  // namespace ferry
