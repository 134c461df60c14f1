#include "server/rotary.h"

#include <gtest/gtest.h>

namespace ferry::server {
namespace {

TEST(Rotary, EachPortLeadsToTheNextGroup) {
  config::SshConfig ssh;
  ssh.ports = {{2001, {.first = 5, .last = 7}}, {9000, {.first = 1, .last = 1}}};
  EXPECT_EQ(rotary_ports(ssh), (RotaryPorts{{2001, 5}, {2002, 6}, {2003, 7}, {9000, 1}}));
  EXPECT_TRUE(rotary_ports({}).empty());
}

TEST(Rotary, AGroupIsTheLinesThatNameIt) {
  config::Config config;
  config.vty = {{.first = 0, .last = 4}, {.first = 5, .last = 8, .rotary = 1}};
  EXPECT_FALSE(is_in_group(config, 4, 1));
  EXPECT_TRUE(is_in_group(config, 5, 1));
  EXPECT_TRUE(is_in_group(config, 8, 1));
  EXPECT_FALSE(is_in_group(config, 5, 2));
}

TEST(Rotary, LinesBeyondTheLastOneAreInNoGroupThoughTheyAreLikeIt) {
  config::Config config;
  config.vty = {{.first = 0, .last = 4, .rotary = 1}};
  EXPECT_FALSE(is_in_group(config, 5, 1));
}

TEST(Rotary, NoLineIsInTheGroupOfAPortThatIsBeingClosed) {
  EXPECT_FALSE(is_in_group({}, 0, 0));
}

}  // namespace
}  // namespace ferry::server
