#include "commands/banner_text.h"

#include <gmock/gmock.h>

namespace ferry::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr LineId console{LineId::Kind::console, 0};
constexpr LineId vty1{LineId::Kind::vty, 1};

config::Config named() {
  config::Config config;
  config.hostname = "R1";
  config.domain_name = "lab.local";
  return config;
}

struct Row {
  const char* banner;
  const char* shown;
};

class BannerText : public ::testing::TestWithParam<Row> {};

TEST_P(BannerText, HasItsTokensFilledIn) {
  EXPECT_EQ(banner_text(GetParam().banner, named(), vty1), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(Rows, BannerText,
                         ::testing::Values(Row{"", ""}, Row{"hello", "hello\n"}, Row{"hello\n", "hello\n"},
                                           Row{"$(hostname).$(domain)", "R1.lab.local\n"},
                                           Row{"line $(line)$(line-desc)!", "line 3!\n"},
                                           Row{"$(other) $(hostname", "$(other) $(hostname\n"},
                                           Row{"$$(hostname)", "$R1\n"}, Row{"$()", "$()\n"},
                                           Row{"$(", "$(\n"}, Row{"$($(hostname)", "$($(hostname)\n"}));

TEST(Greeting, FollowsTheLine) {
  config::Config config = named();
  config.banners = {.motd = "motd", .login = "login", .exec = "exec"};
  EXPECT_EQ(greeting(config, vty1), "motd\nexec\n");
  config.vty.front().motd_banner = false;
  EXPECT_EQ(greeting(config, vty1), "exec\n");
  EXPECT_EQ(greeting(config, console), "motd\nexec\n");
  config.vty.front() = {.exec_banner = false};
  EXPECT_EQ(greeting(config, vty1), "");
}

TEST(BannerWarnings, NameWhatToolsMisread) {
  EXPECT_THAT(banner_warnings("Only for friends.\nYou are being watched: mind your password."), IsEmpty());
  for (const char* banner :
       {"# R1 #", "a > b", "Local PASSWORD: \nx", "Access Denied", "Sorry", "Login invalid", "ERROR: none",
        "% Error", "page not found", "incomplete command"}) {
    EXPECT_THAT(banner_warnings(banner), Not(IsEmpty())) << banner;
  }
  EXPECT_THAT(banner_warnings("#"), SizeIs(1));
  EXPECT_THAT(banner_warnings("#").front(), HasSubstr("prompt"));
}

}  // namespace
}  // namespace ferry::commands
