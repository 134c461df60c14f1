#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "desk.h"

namespace ferry::commands {
namespace {

using testing::at_console;
using testing::Desk;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::TestDevice;

config::Config configured(std::string_view text) {
  return testing::apply(std::string{text}).config;
}

TEST(ConsoleLogin, AsksNobodyWhereNothingIsConfigured) {
  TestDevice device;
  Desk desk{device, at_console};
  EXPECT_EQ(desk.greeting, "\nRouter>");
}

TEST(ConsoleLogin, AsksForTheUserWithLoginLocal) {
  TestDevice device{configured("username bob privilege 15 password lab\nline con 0\n login local\n")};
  Desk desk{device, at_console};
  EXPECT_EQ(desk.greeting, "\n\nUser Access Verification\n\nUsername: ");
  EXPECT_EQ(desk.type("bob\r"), "bob\nPassword: ");
  EXPECT_EQ(desk.type("lab\r"), "\n\nRouter#");
  EXPECT_EQ(device.typists.list().front().user, "bob");
}

TEST(ConsoleLogin, AsksForThePasswordOfTheLine) {
  TestDevice device{configured("line con 0\n password lab\n login\n")};
  Desk desk{device, at_console};
  EXPECT_THAT(desk.greeting, EndsWith("\n\nPassword: "));
  EXPECT_EQ(desk.type("lab\r"), "\n\nRouter>");
}

TEST(ConsoleLogin, FollowsTheDefaultListOfAaa) {
  TestDevice device{configured(
      "aaa new-model\naaa authentication login default local\nusername bob privilege 15 password lab\n")};
  Desk desk{device, at_console};
  desk.type("bob\r");
  // Exec authorization does not apply to the console: everybody begins at its level.
  EXPECT_EQ(desk.type("lab\r"), "\n\nRouter>");
}

TEST(ConsoleLogin, AsksNobodyWithoutAListOrWithTheMethodNone) {
  TestDevice device{configured("aaa new-model\nusername bob password lab\n")};
  EXPECT_EQ((Desk{device, at_console}.greeting), "\nRouter>");
  TestDevice other{configured("aaa new-model\naaa authentication login default none\n")};
  EXPECT_EQ((Desk{other, at_console}.greeting), "\nRouter>");
}

}  // namespace
}  // namespace ferry::commands
