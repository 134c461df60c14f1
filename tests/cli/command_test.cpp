#include "cli/command.h"

#include <gtest/gtest.h>

#include "cli/reference.h"
#include "sample_grammar.h"

namespace ferry::cli {
namespace {

using config::Config;
using config::LineVty;
using config::SshConfig;

class NoHasher final : public Hasher {
 public:
  config::Password make_reversible(const Secret&) override { return {}; }
  config::Password make_secret(const Secret&) override { return {}; }
  Result<void> check(const config::Password&) override { return {}; }
  Result<config::PublicKeyHash> hash_key(std::string_view) override { return failure(ErrorCode::invalid); }
};

/// Applies `line` with the one command of `table` and says whether it was taken.
bool change(const CommandTable& table, Config& config, Position& position, std::string_view line) {
  const std::array tables{&table};
  const Grammar grammar{tables};
  const Vocabulary names{{"mac", {"a", "b"}}};
  const auto match = grammar.match(
      {.mode = table.front().mode(), .privilege = 15, .config = config, .vocabulary = names}, line);
  if (!match) return false;
  NoHasher hasher;
  Edit edit{.config = config, .position = position, .hasher = hasher};
  return match->command().change(edit, *match).has_value();
}

bool change(const CommandTable& table, Config& config, std::string_view line) {
  Position position = InGlobal{};
  return change(table, config, position, line);
}

std::string shown(const CommandTable& table, const Config& config) {
  Lines lines;
  table.front().show(config, lines);
  return lines.take();
}

TEST(Setting, StoresSecondsAndRestoresThemByNoAndDefault) {
  const CommandTable table{setting(word("time", "Time") / number(1, 120, "Seconds"))
                               .stored_at(&Config::ssh, &SshConfig::negotiation_timeout)};
  Config config;
  EXPECT_TRUE(change(table, config, "time 7"));
  EXPECT_EQ(config.ssh.negotiation_timeout, std::chrono::seconds{7});
  EXPECT_EQ(shown(table, config), "time 7\n");
  EXPECT_TRUE(change(table, config, "no time"));
  EXPECT_EQ(config, Config{});
  EXPECT_EQ(shown(table, config), "");
  EXPECT_TRUE(change(table, config, "time 9"));
  EXPECT_TRUE(change(table, config, "default time 3"));
  EXPECT_EQ(config, Config{});
}

TEST(Setting, SwitchesAFlagOnAndOff) {
  const CommandTable table{setting(word("scp", "Copy")).stored_at(&Config::scp_server)};
  Config config;
  EXPECT_TRUE(change(table, config, "scp"));
  EXPECT_EQ(shown(table, config), "scp\n");
  EXPECT_TRUE(change(table, config, "no scp"));
  EXPECT_EQ(config, Config{});
}

TEST(Setting, ShowsAFlagThatIsOnByDefaultWhenItIsOff) {
  const CommandTable table{
      setting(word("log", "Log")).stored_at(&Config::logging, &config::LoggingConfig::buffered)};
  Config config;
  EXPECT_TRUE(change(table, config, "no log"));
  EXPECT_EQ(shown(table, config), "no log\n");
  EXPECT_TRUE(change(table, config, "default log"));
  EXPECT_EQ(config, Config{});
}

TEST(Setting, KeepsTheOrderOfAList) {
  const CommandTable table{setting(word("mac", "Codes") / repeated(one_name("mac", "Code"), 4))
                               .stored_at(&Config::ssh, &SshConfig::mac)};
  Config config;
  EXPECT_TRUE(change(table, config, "mac b a"));
  EXPECT_EQ(shown(table, config), "mac b a\n");
  EXPECT_TRUE(change(table, config, "no mac"));
  EXPECT_EQ(config, Config{});
}

TEST(Setting, LeavesOutNamesThatAreRepeated) {
  const CommandTable table{setting(word("mac", "Codes") / repeated(one_name("mac", "Code"), 4))
                               .stored_at(&Config::ssh, &SshConfig::mac)};
  Config config;
  EXPECT_TRUE(change(table, config, "mac b a b"));
  EXPECT_EQ(shown(table, config), "mac b a\n");
}

TEST(Setting, OfALineChangesEveryBlockThatIsSelected) {
  const CommandTable table{setting(word("privilege", "Level") / number(0, 15, "Level"))
                               .in(Mode::line_config)
                               .stored_at(&LineVty::privilege)};
  Config config;
  config.vty = {LineVty{.first = 0, .last = 1}, LineVty{.first = 2, .last = 4},
                LineVty{.first = 5, .last = 15}};
  Position position = InLine{.kind = InLine::Kind::vty, .first = 0, .last = 4};
  EXPECT_TRUE(change(table, config, position, "privilege 7"));
  EXPECT_EQ(config.vty[0].privilege, 7U);
  EXPECT_EQ(config.vty[1].privilege, 7U);
  EXPECT_EQ(config.vty[2].privilege, 1U);
  EXPECT_EQ(config.console.privilege, 1U);
  position = InLine{.kind = InLine::Kind::console, .first = 0, .last = 0};
  EXPECT_TRUE(change(table, config, position, "privilege 9"));
  EXPECT_EQ(config.console.privilege, 9U);
  Lines lines;
  table.front().show(config.console, LineVty{}, lines);
  EXPECT_EQ(lines.text(), " privilege 9\n");
}

TEST(Command, ExistsOnlyUnderItsCondition) {
  const CommandTable table{setting(word("scp", "Copy"))
                               .only_if([](const Config& config) { return config.aaa.new_model; })
                               .stored_at(&Config::scp_server)};
  Config config;
  EXPECT_FALSE(change(table, config, "scp"));
  config.aaa.new_model = true;
  EXPECT_TRUE(change(table, config, "scp"));
}

TEST(Syntax, WritesEveryKindOfPathAsManualsDo) {
  EXPECT_EQ(syntax(word("a", "") / maybe(number("n", 1, 9, "")) / one_of(word("b", ""), text("w", "")) /
                   repeated(one_name("mac", ""), 3) / rest("r", "")),
            "a [<1-9>] {b | WORD} mac-name ... LINE");
}

TEST(Reference, ListsEveryCommandOnceWithItsPrivilege) {
  const auto all = reference(testing::sample_grammar());
  EXPECT_EQ(all.size(), testing::sample_table().size());
  EXPECT_EQ(all.front().syntax, "show version");
  EXPECT_EQ(all.front().help, "Version");
  EXPECT_EQ(all.front().privilege, 1U);
  EXPECT_FALSE(all.front().has_no_form);
  EXPECT_TRUE(all.back().has_no_form);
}

}  // namespace
}  // namespace ferry::cli
