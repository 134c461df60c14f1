#include "net/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ferry::net {
namespace {

TEST(Interfaces, KnowTheLoopbackThatEveryMachineHas) {
  const auto all = interfaces();
  const auto loopback = std::ranges::find_if(all, &Interface::is_loopback);
  ASSERT_NE(loopback, all.end());
  EXPECT_FALSE(loopback->hardware_address);
  EXPECT_GT(loopback->mtu, 1000U);
  EXPECT_FALSE(loopback->name.empty());
}

TEST(Interfaces, EachIsNamedOnceAndOnlyOneThatIsUpRuns) {
  const auto all = interfaces();
  for (const Interface& one : all) {
    EXPECT_EQ(std::ranges::count(all, one.name, &Interface::name), 1) << one.name;
    EXPECT_TRUE(one.is_up || !one.is_running) << one.name;
    for (const auto& address : one.addresses) EXPECT_LE(address.prefix, 32U) << one.name;
  }
}

}  // namespace
}  // namespace ferry::net
