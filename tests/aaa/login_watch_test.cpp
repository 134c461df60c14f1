#include "aaa/login_watch.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/fake_clock.h"

namespace ferry::aaa {
namespace {

using namespace std::chrono_literals;
using config::LoginConfig;

const LoginAttempt mallory{.user = "admin", .address = "10.9.9.9", .local_port = 22};

LoginConfig blocking(unsigned attempts = 3) {
  LoginConfig config;
  config.block_for = {.period = 60s, .attempts = attempts, .within = 30s};
  return config;
}

class LoginWatchTest : public ::testing::Test {
 protected:
  ferry::testing::FakeClock clock;
  LoginWatch watch{clock};
};

TEST_F(LoginWatchTest, IsQuietAfterAsManyFailuresAsTheConfigurationSays) {
  const LoginConfig config = blocking();
  EXPECT_FALSE(watch.failed(config, mallory).quiet_begins);
  clock.advance(10s);
  EXPECT_FALSE(watch.failed(config, mallory).quiet_begins);
  EXPECT_FALSE(watch.is_quiet(config));
  clock.advance(10s);
  const auto third = watch.failed(config, mallory);
  ASSERT_TRUE(third.quiet_begins);
  EXPECT_EQ(third.quiet_begins->watch_left, 10s);
  EXPECT_EQ(third.quiet_begins->until, clock.now() + 60s);
  EXPECT_TRUE(watch.is_quiet(config));
}

TEST_F(LoginWatchTest, CountsOnlyTheFailuresOfTheWatchWindow) {
  const LoginConfig config = blocking();
  (void)watch.failed(config, mallory);
  clock.advance(16s);
  (void)watch.failed(config, mallory);
  clock.advance(15s);
  EXPECT_FALSE(watch.failed(config, mallory).quiet_begins);
  EXPECT_EQ(watch.state(config).failures_in_window, 2U);
  EXPECT_EQ(watch.state(config).failures, 3U);
}

TEST_F(LoginWatchTest, EndsTheQuietPeriodByItselfAndSaysSoOnce) {
  const LoginConfig config = blocking(1);
  (void)watch.failed(config, mallory);
  EXPECT_FALSE(watch.notice_end_of_quiet());
  clock.advance(59s);
  EXPECT_EQ(watch.state(config).quiet_left, Duration{1s});
  clock.advance(1s);
  EXPECT_FALSE(watch.is_quiet(config));
  EXPECT_TRUE(watch.notice_end_of_quiet());
  EXPECT_FALSE(watch.notice_end_of_quiet());
  EXPECT_EQ(watch.state(config).failures_in_window, 0U);
}

TEST_F(LoginWatchTest, DoesNotProlongAQuietPeriod) {
  const LoginConfig config = blocking(1);
  (void)watch.failed(config, mallory);
  clock.advance(30s);
  EXPECT_FALSE(watch.failed(config, mallory).quiet_begins);
  EXPECT_EQ(watch.state(config).quiet_left, Duration{30s});
}

TEST_F(LoginWatchTest, IsNotQuietOnceTheConfigurationNoLongerAsksForIt) {
  (void)watch.failed(blocking(1), mallory);
  EXPECT_FALSE(watch.is_quiet({}));
  EXPECT_FALSE(watch.state({}).quiet_left);
}

TEST_F(LoginWatchTest, HoldsBackOnlyTheAddressThatFailed) {
  LoginConfig config;
  config.delay = 5s;
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 0s);
  (void)watch.failed(config, mallory);
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 5s);
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 10s) << "one behind the other";
  EXPECT_EQ(watch.wait_before_attempt(config, "10.1.1.2"), 0s);
  clock.advance(15s);
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 0s);
}

TEST_F(LoginWatchTest, LetsNobodyWaitForEverBehindOthersOfTheSameAddress) {
  LoginConfig config;
  config.delay = 10s;
  (void)watch.failed(config, mallory);
  for (int count = 0; count < 100; ++count)
    EXPECT_LE(watch.wait_before_attempt(config, mallory.address), 60s);
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 60s);
  clock.advance(60s);
  EXPECT_EQ(watch.wait_before_attempt(config, mallory.address), 0s);
}

TEST(LoginDelay, IsOneSecondWithBlockForAndNoneWithout) {
  EXPECT_EQ(login_delay({}), 0s);
  EXPECT_EQ(login_delay(blocking()), 1s);
  LoginConfig slow = blocking();
  slow.delay = 7s;
  EXPECT_EQ(login_delay(slow), 7s);
}

TEST_F(LoginWatchTest, ReportsEveryNthLogin) {
  LoginConfig config;
  config.on_failure.every = 2;
  config.on_success.every = 0;
  EXPECT_FALSE(watch.failed(config, mallory).report);
  EXPECT_TRUE(watch.failed(config, mallory).report);
  EXPECT_FALSE(watch.succeeded(config));
  config.on_success.every = 1;
  EXPECT_TRUE(watch.succeeded(config));
}

TEST_F(LoginWatchTest, RemembersWhoFailedTheNewestFirst) {
  (void)watch.failed({}, mallory);
  (void)watch.failed({}, {.user = "bob", .address = "10.1.1.2", .local_port = 22});
  clock.advance(60s);
  (void)watch.failed({}, mallory);
  const auto records = watch.failures();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].attempt.user, "admin");
  EXPECT_EQ(records[0].count, 2U);
  EXPECT_EQ(records[0].last, clock.wall_now());
  EXPECT_EQ(records[1].attempt.user, "bob");
}

TEST_F(LoginWatchTest, RemembersABoundedNumberOfFailures) {
  LoginConfig config;
  config.delay = 10s;
  for (unsigned number = 0; number < 2 * LoginWatch::most_records; ++number) {
    const LoginAttempt attempt{.user = std::string(1000, 'x') + std::to_string(number),
                               .address = std::to_string(number),
                               .local_port = 22};
    (void)watch.failed(config, attempt);
  }
  EXPECT_EQ(watch.failures().size(), LoginWatch::most_records);
  EXPECT_LT(watch.failures().front().attempt.user.size(), 100U);
  EXPECT_EQ(watch.wait_before_attempt(config, std::to_string(2 * LoginWatch::most_records - 1)), 10s);
}

TEST_F(LoginWatchTest, CountsTheFailuresOfManyThreads) {
  const LoginConfig config = blocking(5000);
  std::atomic<int> periods = 0;
  const auto attack = [&] {
    for (int count = 0; count < 1250; ++count) {
      (void)watch.wait_before_attempt(config, mallory.address);
      if (watch.failed(config, mallory).quiet_begins) ++periods;
      (void)watch.state(config);
      (void)watch.failures();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int count = 0; count < 4; ++count) threads.emplace_back(attack);
  }
  EXPECT_EQ(periods, 1);
  EXPECT_TRUE(watch.is_quiet(config));
}

}  // namespace
}  // namespace ferry::aaa
