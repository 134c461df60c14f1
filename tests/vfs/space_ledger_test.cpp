#include "vfs/space_ledger.h"

#include <gtest/gtest.h>

namespace ferry::vfs {
namespace {

constexpr std::uint64_t large_disk = 1'000'000;

TEST(SpaceLedger, PromisesEachByteOnce) {
  SpaceLedger ledger{100};
  Reservation first{ledger};
  Reservation second{ledger};
  ASSERT_TRUE(first.grow(60, large_disk));
  EXPECT_EQ(second.grow(41, large_disk).error().code, ErrorCode::no_space);
  ASSERT_TRUE(second.grow(40, large_disk));
  EXPECT_EQ(ledger.free(large_disk), 0U);
}

TEST(SpaceLedger, CountsPromisesAgainstTheDiskUntilTheyAreWritten) {
  SpaceLedger ledger{100};
  Reservation first{ledger};
  ASSERT_TRUE(first.grow(30, std::uint64_t{50}));
  EXPECT_EQ(ledger.free(50), 20U);
  Reservation second{ledger};
  EXPECT_FALSE(second.grow(21, std::uint64_t{50}));
  // Ten are on the disk now: the disk has ten fewer, and ten fewer are promised.
  first.wrote(10);
  EXPECT_EQ(ledger.free(40), 20U);
}

TEST(SpaceLedger, GivesBackWhatIsNotKept) {
  SpaceLedger ledger{100};
  {
    Reservation unfinished{ledger};
    ASSERT_TRUE(unfinished.grow(50, large_disk));
    unfinished.wrote(20);
  }
  EXPECT_EQ(ledger.free(large_disk), 100U);
  {
    Reservation shorter{ledger};
    ASSERT_TRUE(shorter.grow(50, large_disk));
    shorter.wrote(20);
    shorter.keep(20);
  }
  EXPECT_EQ(ledger.free(large_disk), 80U);
  EXPECT_EQ(ledger.free(80), 80U);
  ledger.forget(20);
  EXPECT_EQ(ledger.free(large_disk), 100U);
}

TEST(SpaceLedger, StaysWithinItsLimitsWhateverItIsTold) {
  SpaceLedger ledger{100};
  ledger.forget(5);
  EXPECT_EQ(ledger.free(large_disk), 100U);
  ledger.count(500);
  EXPECT_EQ(ledger.free(large_disk), 0U);
  Reservation any{ledger};
  EXPECT_FALSE(any.grow(1, std::nullopt));
  EXPECT_TRUE(any.grow(0, std::nullopt));
  any.wrote(7);
  EXPECT_EQ(ledger.free(large_disk), 0U);
}

}  // namespace
}  // namespace ferry::vfs
