#include "device/rollbacks.h"

#include <gtest/gtest.h>

#include "commands/desk.h"

namespace ferry::device {
namespace {

using std::chrono::minutes;
using Kind = commands::RollbackTimer::Kind;

/// A device with the real timer, and somebody at a prompt of it. Timers of event loops run on the machine's
/// clock, so whoever moves the device's clock has to let the timer look.
class RollbacksTest : public ::testing::Test {
 protected:
  RollbacksTest() : before_(device_.running.snapshot()) {
    device_.running.update([](config::Config& config) { config.hostname = "Changed"; });
  }
  ~RollbacksTest() override { rollbacks_.stop(); }

  bool start(Kind kind = Kind::absolute, minutes after = minutes{5}) {
    return rollbacks_.start({.kind = kind,
                             .after = after,
                             .configured = {},
                             .user = "admin",
                             .line = testing::administrator.line_id(),
                             .backup = "flash:x-0",
                             .before = before_});
  }
  std::string pass(Duration time) {
    device_.clock.advance(time);
    rollbacks_.run_on(loop_, device_.services);
    testing::settle(loop_, device_.offload);
    return desk_.look();
  }
  std::string hostname() { return device_.running.snapshot()->hostname; }

  testing::TestDevice device_;
  std::shared_ptr<const config::Config> before_;
  net::EventLoop loop_;
  Rollbacks rollbacks_{device_.clock, device_.typists};
  testing::Desk desk_{device_};
};

TEST_F(RollbacksTest, WarnsEveryoneAMinuteBeforeItPutsTheConfigurationBack) {
  ASSERT_TRUE(start());
  EXPECT_EQ(pass(minutes{3}), "");
  const std::string warned = pass(minutes{1});
  EXPECT_TRUE(
      warned.contains("Rollback Confirmed Change: Rollback will begin in one minute.\n"
                      "Enter \"configure confirm\" if you wish to keep what you've configured\n"))
      << warned;
  EXPECT_EQ(hostname(), "Changed");
  EXPECT_EQ(pass(minutes{0}), "");
  const std::string done = pass(minutes{1});
  EXPECT_TRUE(done.contains("Rollback Confirmed Change: rolling to:flash:x-0")) << done;
  EXPECT_TRUE(done.contains("Rollback Done")) << done;
  EXPECT_EQ(hostname(), "Router");
  EXPECT_FALSE(rollbacks_.pending());
}

TEST_F(RollbacksTest, DoesNothingAfterTheChangeIsConfirmed) {
  ASSERT_TRUE(start());
  EXPECT_FALSE(start());
  ASSERT_TRUE(rollbacks_.claim());
  EXPECT_FALSE(rollbacks_.claim());
  EXPECT_TRUE(rollbacks_.pending());
  rollbacks_.finish();
  EXPECT_FALSE(rollbacks_.pending());
  EXPECT_EQ(pass(minutes{10}), "");
  EXPECT_EQ(hostname(), "Changed");
}

TEST_F(RollbacksTest, CountsAnewWhenItIsRestarted) {
  EXPECT_FALSE(rollbacks_.restart(Kind::absolute, minutes{5}, {}));
  ASSERT_TRUE(start());
  pass(minutes{4});
  ASSERT_TRUE(rollbacks_.restart(Kind::absolute, minutes{5}, {}));
  pass(minutes{4});
  EXPECT_EQ(hostname(), "Changed");
  pass(minutes{1});
  EXPECT_EQ(hostname(), "Router");
}

TEST_F(RollbacksTest, CountsFromTheLastKeyIfItIsAnIdleTimer) {
  ASSERT_TRUE(start(Kind::idle));
  pass(minutes{4});
  desk_.type("\r");
  EXPECT_EQ(pass(minutes{2}), "");
  EXPECT_EQ(hostname(), "Changed");
  pass(minutes{3});
  EXPECT_EQ(hostname(), "Router");
}

TEST_F(RollbacksTest, PutsBackTheStartupConfigurationThatWasSavedOver) {
  device_.write_file("nvram:startup-config", "unconfirmed\n");
  device_.write_file("nvram:confirmed-startup-config", "confirmed\n");
  ASSERT_TRUE(start());
  pass(minutes{5});
  EXPECT_FALSE(
      device_.files.stat(*device_.files.parse("nvram:confirmed-startup-config", device_.files.root())));
}

}  // namespace
}  // namespace ferry::device
