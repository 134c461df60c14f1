#include "cli/levels.h"

#include <gtest/gtest.h>

#include "sample_grammar.h"

namespace ferry::cli {
namespace {

config::Config with_rules(std::vector<config::PrivilegeRule> rules) {
  config::Config config;
  config.exec_privileges = std::move(rules);
  return config;
}

/// The command that somebody of `privilege` gets for `line`, or what is wrong with it.
std::string answer(const config::Config& config, unsigned privilege, std::string_view line) {
  const Vocabulary names{{"mac", {"hmac-sha1"}}};
  const auto match = testing::sample_grammar().match(
      {.mode = Mode::exec, .privilege = privilege, .config = config, .vocabulary = names}, line);
  return match ? match->canonical() : describe_briefly(match.error());
}

constexpr const char* invalid = "% Invalid input detected at '^' marker.";
constexpr const char* incomplete = "% Incomplete command.";

struct Row {
  std::vector<config::PrivilegeRule> rules;
  unsigned privilege;
  const char* line;
  const char* answer;
};

class MovedCommands : public ::testing::TestWithParam<Row> {};

TEST_P(MovedCommands, AreThereForTheLevelThatTheyWereMovedTo) {
  const Row& row = GetParam();
  EXPECT_EQ(answer(with_rules(row.rules), row.privilege, row.line), row.answer)
      << row.privilege << " " << row.line;
}

const config::PrivilegeRule run_for_seven{.command = "show running-config", .level = 7};
const config::PrivilegeRule version_for_fifteen{.command = "show version", .level = 15};

INSTANTIATE_TEST_SUITE_P(
    Rows, MovedCommands,
    ::testing::Values(
        Row{{}, 7, "show run", invalid}, Row{{run_for_seven}, 7, "sh run", "show running-config"},
        Row{{run_for_seven}, 6, "sh run", invalid},
        Row{{run_for_seven}, 15, "show runn", "show running-config"},
        // Its neighbours stay where they are.
        Row{{run_for_seven}, 7, "show runtime", invalid}, Row{{run_for_seven}, 7, "shutdown", invalid},
        Row{{run_for_seven}, 1, "show version", "show version"},
        // Commands can be taken away, too.
        Row{{version_for_fifteen}, 14, "show version", invalid},
        Row{{version_for_fifteen}, 15, "show version", "show version"},
        // One word of several that belongs to longer commands only: they keep their levels.
        Row{{{.command = "show", .level = 15}}, 1, "show version", "show version"},
        Row{{{.command = "show", .level = 0}}, 1, "show running-config", invalid},
        // ... unless it is about all of them.
        Row{{{.command = "show", .level = 5, .all = true}}, 5, "show runtime", "show runtime"},
        Row{{{.command = "show", .level = 5, .all = true}}, 4, "show version", invalid},
        // The longest rule counts, whichever came first.
        Row{{{.command = "show", .level = 5, .all = true}, {.command = "show runtime", .level = 9}},
            5,
            "show runtime",
            invalid},
        Row{{{.command = "show version", .level = 1}, {.command = "show", .level = 5, .all = true}},
            1,
            "show version",
            "show version"},
        // Values that follow belong to the command.
        Row{{{.command = "say", .level = 9}}, 8, "say hello", invalid},
        Row{{{.command = "say", .level = 9}}, 9, "say hello", "say hello"},
        // One branch of a command.
        Row{{{.command = "make red", .level = 9}}, 1, "make red", invalid},
        Row{{{.command = "make red", .level = 9}}, 1, "make green 10", "make green 10"},
        Row{{{.command = "make", .level = 9, .all = true}, {.command = "make red", .level = 1}},
            1,
            "make red",
            "make red"},
        Row{{{.command = "make", .level = 9, .all = true}, {.command = "make red", .level = 1}},
            1,
            "make green 10",
            invalid},
        Row{{{.command = "make", .level = 9, .all = true}, {.command = "make red", .level = 1}},
            1,
            "make",
            incomplete}));

TEST(Levels, HelpNamesWhatMayBeTyped) {
  const config::Config config = with_rules({run_for_seven, version_for_fifteen});
  const Vocabulary names;
  const auto labels = [&](unsigned privilege) {
    const auto help = testing::sample_grammar().help(
        {.mode = Mode::exec, .privilege = privilege, .config = config, .vocabulary = names}, "show ");
    std::string all;
    if (!help) return describe_briefly(help.error());
    for (const HelpLine& line : *help) all += line.label + " ";
    return all;
  };
  EXPECT_EQ(labels(15), "running-config runtime version ");
  EXPECT_EQ(labels(7), "running-config ");
  EXPECT_EQ(labels(1), "");
}

TEST(Levels, AreThoseOfExecModeOnly) {
  const config::Config config = with_rules({{.command = "hostname", .level = 0, .all = true}});
  const Vocabulary names;
  EXPECT_FALSE(testing::sample_grammar().match(
      {.mode = Mode::global_config, .privilege = 1, .config = config, .vocabulary = names}, "hostname R1"));
}

TEST(Grammar, SpellsTheBeginningOfACommand) {
  const config::Config config;
  const Vocabulary names;
  const Scope scope{.mode = Mode::exec, .privilege = 15, .config = config, .vocabulary = names};
  EXPECT_EQ(testing::sample_grammar().spell(scope, "sho"), "show");
  EXPECT_EQ(testing::sample_grammar().spell(scope, "sho runn "), "show running-config");
  EXPECT_EQ(testing::sample_grammar().spell(scope, "sho x").error().column, 4U);
}

}  // namespace
}  // namespace ferry::cli
