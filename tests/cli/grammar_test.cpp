#include "cli/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_grammar.h"

namespace ferry::cli {
namespace {

using ::testing::ElementsAre;
using testing::sample_grammar;

const config::Config untouched;
const Vocabulary names{{"mac", {"hmac-sha1", "hmac-sha2-256", "hmac-sha2-256-etm", "umac"}}};

Scope scope(Mode mode = Mode::exec, unsigned level = 15) {
  return {.mode = mode, .privilege = level, .config = untouched, .vocabulary = names};
}

/// What a line is, in one string: the command in full, or what is wrong with it.
std::string outcome(std::string_view line, Mode mode = Mode::exec, unsigned level = 15) {
  const auto match = sample_grammar().match(scope(mode, level), line);
  if (match) return match->canonical();
  switch (match.error().kind) {
    case Mistake::Kind::ambiguous:
      return "ambiguous";
    case Mistake::Kind::incomplete:
      return "incomplete";
    case Mistake::Kind::invalid:
      break;
  }
  return "invalid at " + std::to_string(match.error().column);
}

struct Line {
  std::string_view typed;
  std::string_view outcome;
};

class ExecLines : public ::testing::TestWithParam<Line> {};

TEST_P(ExecLines, AreMatchedAsIosDoes) {
  EXPECT_EQ(outcome(GetParam().typed), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(Abbreviation, ExecLines,
                         ::testing::Values(Line{"show version", "show version"},
                                           Line{"sho ver", "show version"}, Line{"show v", "show version"},
                                           Line{"SHOW Ver", "show version"},
                                           Line{"  show\t  version  ", "show version"},
                                           Line{"show runn", "show running-config"},
                                           Line{"show runt", "show runtime"}));

INSTANTIATE_TEST_SUITE_P(Ambiguity, ExecLines,
                         ::testing::Values(Line{"sh v", "ambiguous"}, Line{"s", "ambiguous"},
                                           Line{"show run", "ambiguous"}, Line{"mac hmac", "ambiguous"},
                                           // A word that is complete is never ambiguous.
                                           Line{"use local", "use local"},
                                           Line{"mac hmac-sha2-256", "mac hmac-sha2-256"}));

INSTANTIATE_TEST_SUITE_P(Incompleteness, ExecLines,
                         ::testing::Values(Line{"show", "incomplete"}, Line{"say", "incomplete"},
                                           Line{"say  ", "incomplete"}, Line{"make", "incomplete"},
                                           Line{"make green", "incomplete"}, Line{"use group", "incomplete"},
                                           Line{"", "incomplete"}));

// The caret stands under the first character that no keyword has there, not under the beginning of the word;
// under the beginning where a value is wrong.
INSTANTIATE_TEST_SUITE_P(
    Carets, ExecLines,
    ::testing::Values(Line{"show runnning-config", "invalid at 9"}, Line{"foo", "invalid at 0"},
                      Line{"shox", "invalid at 3"}, Line{"shows", "invalid at 4"},
                      Line{"show version 2", "invalid at 13"}, Line{"make 10 red", "invalid at 5"},
                      Line{"make green 9", "invalid at 11"}, Line{"make green 1x", "invalid at 11"},
                      Line{"make green 99999999999999999999", "invalid at 11"},
                      Line{"make rex", "invalid at 7"}, Line{"call lower", "invalid at 5"},
                      Line{"mac hmac-md5", "invalid at 9"}, Line{"  show x", "invalid at 7"}));

INSTANTIATE_TEST_SUITE_P(Values, ExecLines,
                         ::testing::Values(Line{"say  hello   world ", "say hello   world "},
                                           Line{"call ABC", "call ABC"}, Line{"make red", "make red"},
                                           Line{"make 3 red", "make 3 red"},
                                           Line{"make q 9 gre 10", "make quick 9 green 10"},
                                           Line{"mac um", "mac umac"}, Line{"pick def", "pick default"},
                                           Line{"pick other", "pick other"}));

INSTANTIATE_TEST_SUITE_P(Repetition, ExecLines,
                         ::testing::Values(Line{"use local", "use local"},
                                           Line{"use group a local-c local", "use group a local-case local"},
                                           Line{"use local local local local", "invalid at 22"},
                                           Line{"mac umac hmac-sha1 umac", "invalid at 19"}));

TEST(Grammar, HidesCommandsAboveThePrivilegeOfTheTypist) {
  EXPECT_EQ(outcome("s", Mode::exec, 1), "ambiguous");
  EXPECT_EQ(outcome("sh", Mode::exec, 1), "incomplete");
  EXPECT_EQ(outcome("shutdown", Mode::exec, 1), "invalid at 2");
  EXPECT_EQ(outcome("show running-config", Mode::exec, 1), "invalid at 5");
}

TEST(Grammar, KeepsTheModesApart) {
  EXPECT_EQ(outcome("show version", Mode::global_config), "invalid at 0");
  EXPECT_EQ(outcome("hostname R1"), "invalid at 0");
}

TEST(Grammar, TakesNoAndDefaultWithAndWithoutTheValue) {
  EXPECT_EQ(outcome("no ip ssh time-out", Mode::global_config), "no ip ssh time-out");
  EXPECT_EQ(outcome("no ip ssh ti 60", Mode::global_config), "no ip ssh time-out 60");
  EXPECT_EQ(outcome("def ip ssh time", Mode::global_config), "default ip ssh time-out");
  EXPECT_EQ(outcome("no host", Mode::global_config), "no hostname");
  EXPECT_EQ(outcome("no ip scp", Mode::global_config), "incomplete");
  EXPECT_EQ(outcome("no ip ssh time-out 500", Mode::global_config), "invalid at 19");
}

TEST(Grammar, KnowsTheFormOfAMatch) {
  EXPECT_EQ(sample_grammar().match(scope(Mode::global_config), "no hostname")->form(), Form::no);
  EXPECT_EQ(sample_grammar().match(scope(Mode::global_config), "default hostname")->form(), Form::restore);
  EXPECT_EQ(sample_grammar().match(scope(Mode::global_config), "hostname x")->form(), Form::plain);
}

TEST(Grammar, GivesTheValuesOfAMatchByName) {
  const auto match = sample_grammar().match(scope(), "make qui 4 green 12");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->number("count"), 4U);
  EXPECT_EQ(match->number("shade"), 12U);
  EXPECT_TRUE(match->has("quick"));
  EXPECT_FALSE(match->has("red"));
  EXPECT_EQ(match->find("shade")->column, 17U);
  EXPECT_EQ(match->number("missing"), std::nullopt);
  EXPECT_EQ(match->text("missing"), "");
}

TEST(Grammar, GivesRepeatedValuesInTheirOrder) {
  const auto match = sample_grammar().match(scope(), "mac umac hmac-sha1");
  ASSERT_TRUE(match);
  EXPECT_THAT(match->texts("mac"), ElementsAre("umac", "hmac-sha1"));
}

TEST(Grammar, NamesTheRangeOfANumberThatIsOutOfIt) {
  const auto match = sample_grammar().match(scope(Mode::global_config), "ip ssh time-out 121");
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().hint, "Valid range is 1 to 120.");
}

TEST(Grammar, GivesNoRangeWhereOtherWordsFitToo) {
  const auto match = sample_grammar().match(scope(), "make 0");
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().hint, "");
}

TEST(Grammar, HelpsWithTheNextWord) {
  EXPECT_THAT(*sample_grammar().help(scope(), "show "),
              ElementsAre(HelpLine{"running-config", "Configuration"}, HelpLine{"runtime", "Time"},
                          HelpLine{"version", "Version"}));
  EXPECT_THAT(*sample_grammar().help(scope(), "make quick "),
              ElementsAre(HelpLine{"<1-9>", "How many"}, HelpLine{"green", "Green"}, HelpLine{"red", "Red"}));
  EXPECT_THAT(*sample_grammar().help(scope(), "make red "), ElementsAre(HelpLine{"", ""}));
  EXPECT_THAT(*sample_grammar().help(scope(), "call "), ElementsAre(HelpLine{"WORD", "Capital letters"}));
}

TEST(Grammar, HelpsWithAWordThatHasBeenBegun) {
  EXPECT_THAT(*sample_grammar().help(scope(), "show ru"),
              ElementsAre(HelpLine{"running-config", "Configuration"}, HelpLine{"runtime", "Time"}));
  EXPECT_THAT(*sample_grammar().help(scope(), "mac u"), ElementsAre(HelpLine{"umac", "A code"}));
  EXPECT_THAT(*sample_grammar().help(scope(), "sh"),
              ElementsAre(HelpLine{"show", "Show"}, HelpLine{"shutdown", "Stop"}));
  EXPECT_TRUE(sample_grammar().help(scope(), "zz")->empty());
}

TEST(Grammar, RefusesHelpBehindAWordThatIsWrong) {
  EXPECT_EQ(sample_grammar().help(scope(), "sh ").error().kind, Mistake::Kind::ambiguous);
  EXPECT_EQ(sample_grammar().help(scope(), "shox ").error().column, 3U);
}

TEST(Mistake, IsShownInTheWordsOfIos) {
  EXPECT_EQ(describe({.kind = Mistake::Kind::ambiguous, .column = 0, .hint = ""}, "sh st", 7),
            "% Ambiguous command:  \"sh st\"\n");
  EXPECT_EQ(describe({.kind = Mistake::Kind::incomplete, .column = 0, .hint = ""}, "show", 7),
            "% Incomplete command.\n\n");
  EXPECT_EQ(describe({.kind = Mistake::Kind::invalid, .column = 2, .hint = ""}, "shw", 3),
            "     ^\n% Invalid input detected at '^' marker.\n\n");
}

TEST(Mistake, CannotMoveTheCursorOfWhoReadsIt) {
  EXPECT_EQ(describe({.kind = Mistake::Kind::ambiguous, .column = 0, .hint = ""}, "s\x1b[2J", 0),
            "% Ambiguous command:  \"s\\x1b[2J\"\n");
}

}  // namespace
}  // namespace ferry::cli
