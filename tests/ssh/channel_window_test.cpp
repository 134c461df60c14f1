#include "ssh/connection/window.h"

#include <gtest/gtest.h>

namespace ferry::ssh {
namespace {

constexpr std::uint32_t most = 0xffffffff;

TEST(SendWindow, GrowsToTheLargestNumberAndNoFurther_Rfc4254Section5_2) {
  SendWindow window{most - 10};
  EXPECT_TRUE(window.grow(10));
  EXPECT_EQ(window.left(), most);
  EXPECT_FALSE(window.grow(1));
  EXPECT_FALSE(window.grow(most));
  EXPECT_EQ(window.left(), most);
  window.spend(most);
  EXPECT_EQ(window.left(), 0U);
  EXPECT_TRUE(window.grow(most));
}

TEST(ReceiveWindow, TakesExactlyWhatItAllows_Rfc4254Section5_2) {
  ReceiveWindow window{100};
  EXPECT_TRUE(window.take(100));
  EXPECT_FALSE(window.take(1));
  EXPECT_TRUE(window.take(0));
}

TEST(ReceiveWindow, GivesBackOnlyWhatWasConsumedAndInLargeSteps) {
  ReceiveWindow window{1000};
  ASSERT_TRUE(window.take(1000));
  EXPECT_EQ(window.adjustment(), 0U) << "arrival alone gives nothing back";
  window.consume(249);
  EXPECT_EQ(window.adjustment(), 0U);
  window.consume(1);
  EXPECT_EQ(window.adjustment(), 250U);
  EXPECT_EQ(window.adjustment(), 0U) << "once";
  EXPECT_EQ(window.left(), 250U);
  EXPECT_EQ(window.held(), 750U);
}

TEST(ReceiveWindow, NeverGrowsBeyondItsSizeHoweverMuchIsReported) {
  ReceiveWindow window{1000};
  ASSERT_TRUE(window.take(400));
  window.consume(5000);
  EXPECT_EQ(window.adjustment(), 400U);
  window.consume(5000);
  EXPECT_EQ(window.adjustment(), 0U);
  EXPECT_EQ(window.left(), 1000U);
}

TEST(ReceiveWindow, WorksAtTheLargestSizeAndAtTheSmallest) {
  ReceiveWindow large{most};
  EXPECT_TRUE(large.take(most));
  EXPECT_FALSE(large.take(1));
  large.consume(most);
  EXPECT_EQ(large.adjustment(), most);
  ReceiveWindow small{1};
  EXPECT_TRUE(small.take(1));
  EXPECT_EQ(small.adjustment(), 0U);
  small.consume(1);
  EXPECT_EQ(small.adjustment(), 1U);
  ReceiveWindow none{0};
  EXPECT_FALSE(none.take(1));
  EXPECT_EQ(none.adjustment(), 0U);
}

TEST(ReceiveWindow, IsNeverMoreThanItsSizeInAllItsPlaces) {
  ReceiveWindow window{1 << 16};
  std::uint32_t given = 1 << 16, state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525 + 1013904223;
    const std::uint32_t size = state >> 18;
    if (window.take(size)) {
      ASSERT_LE(size, given);
      given -= size;
    } else {
      ASSERT_GT(size, given);
    }
    window.consume(state >> 19);
    given += window.adjustment();
    ASSERT_EQ(window.left(), given);
    ASSERT_LE(std::uint64_t{window.left()} + window.held(), 1U << 16);
  }
}

}  // namespace
}  // namespace ferry::ssh
