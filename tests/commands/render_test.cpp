#include "commands/render.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "any_configuration.h"
#include "commands/tables.h"
#include "configuration_support.h"
#include "support/fake_clock.h"
#include "support/fixed_random.h"

namespace ferry::commands {
namespace {

using config::Config;
using testing::apply;
using testing::Dice;
using testing::errors_of;
using testing::make_config;

TEST(Render, PrintsADefaultConfigurationInTheOrderOfIos) {
  EXPECT_EQ(render(Config{}), R"(version 1.0
service timestamps debug datetime msec
service timestamps log datetime msec
!
hostname Router
!
no aaa new-model
!
line con 0
line vty 0 4
 login
!
end
)");
}

TEST(Render, GivesTextThatAppliesToTheSameConfiguration) {
  for (const cli::CommandTable* table : configuration_tables()) {
    for (const cli::Command& command : *table) {
      for (const std::string& example : command.example_lines()) {
        const Applied first = apply("aaa new-model\n" + example);
        const Applied without_aaa = apply(example);
        const Applied& applied = first.errors.empty() ? first : without_aaa;
        ASSERT_EQ(errors_of(applied), "") << example;
        const std::string text = render(applied.config);
        const Applied again = apply(text);
        EXPECT_EQ(errors_of(again), "") << text;
        EXPECT_TRUE(again.config == applied.config) << text << "\n---\n" << render(again.config);
        EXPECT_EQ(render(again.config), text);
      }
    }
  }
}

TEST(Render, WithItsDefaultsAppliesToTheSameConfiguration) {
  for (const std::string_view lines :
       {"", "aaa new-model\n", "hostname R1\nip scp server enable\nline vty 0 4\n length 0\n"}) {
    const Config config = apply(lines).config;
    const std::string text = render(config, Lines::Defaults::shown);
    EXPECT_TRUE(text.contains("\nip ssh time-out 120\n")) << text;
    const Applied again = apply(text);
    EXPECT_EQ(errors_of(again), "") << text;
    EXPECT_TRUE(again.config == config) << text << "\n---\n" << render(again.config);
  }
}

TEST(Render, HasALineForEveryCommandOfGlobalConfigurationThatShowsSomething) {
  for (const cli::CommandTable* table : configuration_tables()) {
    const bool any =
        std::ranges::any_of(*table, [](const cli::Command& one) { return !one.example_lines().empty(); });
    EXPECT_TRUE(any);
  }
}

TEST(Render, IndentsAndOrdersLinesAsIosDoes) {
  const std::string text = render(apply(R"(
banner motd ^CHi^C
line vty 0 4
 transport input ssh
 exec-timeout 5 0
ip scp server enable
ip ssh pubkey-chain
  username bob
   key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 bob
username bob privilege 15 password 0 lab
ip domain name lab.local
aaa new-model
aaa authorization exec default local
aaa authentication login default local
enable password lab
logging buffered 8192
hostname R1
ip ssh time-out 60
)")
                                      .config);
  EXPECT_EQ(text, R"(version 1.0
service timestamps debug datetime msec
service timestamps log datetime msec
!
hostname R1
!
logging buffered 8192
!
enable password lab
!
aaa new-model
!
aaa authentication login default local
aaa authorization exec default local )"
                  "\n"
                  R"(!
aaa session-id common
!
ip domain name lab.local
!
username bob privilege 15 password 0 lab
!
ip ssh time-out 60
!
ip ssh pubkey-chain
  username bob
   key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 bob
!
ip scp server enable
!
banner motd ^CHi^C
!
line con 0
line vty 0 4
 exec-timeout 5 0
 transport input ssh
!
end
)");
}

TEST(Render, GivesTheSameTextAndAnEqualConfigurationForAnyConfiguration) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Dice dice{seed};
    const Config config = make_config(dice);
    const std::string text = render(config);
    const Applied applied = apply(text);
    ASSERT_EQ(errors_of(applied), "") << seed << "\n" << text;
    ASSERT_EQ(render(applied.config), text) << seed;
    ASSERT_TRUE(applied.config == config) << seed << "\n" << text;
  }
}

TEST(RunningConfiguration, SaysWhoChangedItAndWhenItWasSaved) {
  ConfigurationHistory history;
  EXPECT_TRUE(running_configuration({}, history).starts_with("!\nversion "));
  testing::FakeClock clock;
  history.changed({clock.wall_now(), "olly"});
  clock.advance(std::chrono::seconds{1});
  history.saved({clock.wall_now(), ""});
  EXPECT_TRUE(running_configuration({}, history)
                  .starts_with("!\n! Last configuration change at 00:00:00 UTC Thu Jan 1 2026 by olly\n"
                               "! NVRAM config last updated at 00:00:01 UTC Thu Jan 1 2026\n!\nversion "));
}

}  // namespace
}  // namespace ferry::commands
