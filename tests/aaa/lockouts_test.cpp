#include "aaa/lockouts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"

namespace ferry::aaa {
namespace {

struct Watched {
  ferry::testing::FakeClock clock;
  std::vector<std::string> announced;
  Lockouts lockouts{clock, [this](const std::string& user) { announced.push_back(user); }};
};

TEST(Lockouts, TheLastOfSoManyWrongPasswordsLocksTheUserOutAndSaysSoOnce) {
  Watched watched;
  for (int count = 0; count < 2; ++count) watched.lockouts.failed("carol", 3);
  EXPECT_FALSE(watched.lockouts.is_locked("carol"));
  for (int count = 0; count < 2; ++count) watched.lockouts.failed("carol", 3);
  EXPECT_TRUE(watched.lockouts.is_locked("carol"));
  EXPECT_FALSE(watched.lockouts.is_locked("dave"));
  EXPECT_THAT(watched.announced, ::testing::ElementsAre("carol"));
}

TEST(Lockouts, TheRightPasswordForgetsTheWrongOnes) {
  Watched watched;
  watched.lockouts.failed("carol", 2);
  watched.lockouts.succeeded("carol");
  watched.lockouts.failed("carol", 2);
  EXPECT_FALSE(watched.lockouts.is_locked("carol"));
}

TEST(Lockouts, ClearedUsersStartAgainFromNothing) {
  Watched watched;
  watched.lockouts.failed("carol", 1);
  watched.lockouts.failed("dave", 1);
  EXPECT_TRUE(watched.lockouts.clear("carol"));
  EXPECT_FALSE(watched.lockouts.clear("carol"));
  ASSERT_EQ(watched.lockouts.list().size(), 1U);
  EXPECT_EQ(watched.lockouts.list().front().user, "dave");
  EXPECT_EQ(watched.lockouts.list().front().since, watched.clock.wall_now());
  EXPECT_EQ(watched.lockouts.clear_all().size(), 1U);
  EXPECT_TRUE(watched.lockouts.list().empty());
}

}  // namespace
}  // namespace ferry::aaa
