#include "commands/configuration_dialect.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "any_configuration.h"
#include "configuration_support.h"

namespace ferry::commands {
namespace {

using config::Config;
using testing::apply;
using testing::errors_of;

std::string between(const Config& before, const Config& after) {
  testing::PlainHasher hasher;
  ApplyContext context{.hasher = hasher, .vocabulary = testing::test_vocabulary()};
  std::string text;
  for (const std::string& line : commands_between(before, after, context)) text += line + "\n";
  return text;
}

std::string between(std::string_view before, std::string_view after) {
  return between(apply(before).config, apply(after).config);
}

/// Ranges of lines with the same settings are the same however they are cut.
Config line_by_line(Config config) {
  std::vector<config::LineVty> lines;
  for (const config::LineVty& block : config.vty) {
    for (unsigned number = block.first; number <= block.last; ++number) {
      lines.push_back(block);
      lines.back().first = lines.back().last = number;
    }
  }
  config.vty = std::move(lines);
  return config;
}

TEST(CommandsBetween, AreNoneForEqualConfigurations) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    testing::Dice dice{seed};
    const Config config = testing::make_config(dice);
    EXPECT_EQ(between(config, config), "") << seed;
  }
}

// Blocks of lines that are cut anew are not among them: see docs/mistakes.md.
TEST(CommandsBetween, MakeOneConfigurationOfAnyOtherWithTheSameLines) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    testing::Dice dice{seed};
    const Config before = testing::make_config(dice);
    Config after = testing::make_config(dice);
    after.vty = before.vty;
    const std::string list = between(before, after);
    const Applied applied = testing::apply(list, before);
    ASSERT_EQ(errors_of(applied), "") << seed << "\n" << list;
    ASSERT_EQ(render(line_by_line(applied.config)), render(line_by_line(after))) << seed << "\n"
                                                                                 << list << "\nbefore:\n"
                                                                                 << render(before);
  }
}

TEST(CommandsBetween, LetASettingWithOneValueTakeThePlaceOfTheOther) {
  EXPECT_EQ(between("hostname R1", "hostname R2"), "hostname R2\n");
  EXPECT_EQ(between("ip ssh time-out 60", "ip ssh time-out 30"), "ip ssh time-out 30\n");
  EXPECT_EQ(between("line vty 0 4\nexec-timeout 5 0", "line vty 0 4\nexec-timeout 6 0"),
            "line vty 0 4\n exec-timeout 6 0\n");
}

TEST(CommandsBetween, TakeBackWhatIsGone) {
  EXPECT_EQ(between("ip ssh time-out 60\nip scp server enable", ""),
            "no ip ssh time-out 60\nno ip scp server enable\n");
  EXPECT_EQ(between("no ip domain lookup", ""), "ip domain lookup\n");
  EXPECT_EQ(between("banner motd ^C\nHello\n^C", ""), "no banner motd\n");
  EXPECT_EQ(between("logging buffered 8192", ""), "default logging buffered 8192\n");
}

TEST(CommandsBetween, EnterASectionForWhatIsBelowIt) {
  EXPECT_EQ(between("archive\npath flash:a\nlog config\nlogging enable",
                    "archive\npath flash:b\nlog config\nhidekeys"),
            "archive\n log config\n  no logging enable\n  hidekeys\n path flash:b\n");
}

TEST(CommandsBetween, GiveAUserAnotherPassword) {
  EXPECT_EQ(between("username bob secret 9 $9$a", "username bob secret 9 $9$b"),
            "username bob secret 9 $9$b\n");
}

}  // namespace
}  // namespace ferry::commands
