#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "config/config.h"

namespace ferry::config {
namespace {

TEST(Store, GivesSnapshotsThatNeverChange) {
  Store store;
  const auto before = store.snapshot();
  Config next;
  next.hostname = "R1";
  store.replace(next);
  EXPECT_EQ(before->hostname, "Router");
  EXPECT_EQ(store.snapshot()->hostname, "R1");
}

TEST(Store, UpdatesACopyAndReturnsWhatTheChangeReturns) {
  Store store;
  const auto before = store.snapshot();
  const int result = store.update([](Config& config) {
    config.hostname = "R1";
    return 7;
  });
  EXPECT_EQ(result, 7);
  EXPECT_EQ(before->hostname, "Router");
  EXPECT_EQ(store.snapshot()->hostname, "R1");
}

TEST(Store, LosesNoUpdateThatAnotherThreadMakes) {
  constexpr unsigned threads = 4;
  constexpr unsigned rounds = 200;
  Store store;
  std::vector<std::jthread> all;
  for (unsigned index = 0; index < threads; ++index) {
    all.emplace_back([&store] {
      for (unsigned round = 0; round < rounds; ++round) {
        store.update([](Config& config) { ++config.logging.buffered_bytes; });
      }
    });
  }
  all.clear();
  EXPECT_EQ(store.snapshot()->logging.buffered_bytes, LoggingConfig{}.buffered_bytes + threads * rounds);
}

TEST(Config, HasTheDefaultsOfIos) {
  const Config config;
  EXPECT_EQ(config.hostname, "Router");
  EXPECT_EQ(config.ssh.negotiation_timeout, std::chrono::seconds{120});
  EXPECT_EQ(config.ssh.authentication_retries, 3U);
  EXPECT_FALSE(config.scp_server);
  EXPECT_FALSE(config.aaa.new_model);
  ASSERT_EQ(config.vty.size(), 1U);
  EXPECT_TRUE(config.vty[0].login);
  EXPECT_FALSE(config.console.login);
}

}  // namespace
}  // namespace ferry::config
