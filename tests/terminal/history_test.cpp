#include "terminal/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ferry::terminal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(History, KeepsTheLastLines) {
  History history{2};
  for (const auto* const line : {"one", "two", "three"}) history.add(line);
  EXPECT_THAT(history.lines(), ElementsAre("two", "three"));
}

TEST(History, KeepsNoBlankLinesAndNoRepetitions) {
  History history;
  for (const auto* const line : {"one", "", " \t", "one", "two", "one"}) history.add(line);
  EXPECT_THAT(history.lines(), ElementsAre("one", "two", "one"));
}

TEST(History, KeepsNothingWhenItsSizeIsZero) {
  History history{0};
  history.add("one");
  EXPECT_THAT(history.lines(), IsEmpty());
  EXPECT_EQ(history.previous("x"), std::nullopt);
  EXPECT_EQ(history.next(), std::nullopt);
}

TEST(History, LosesTheOldestWhenItShrinks) {
  History history;
  for (const auto* const line : {"one", "two", "three"}) history.add(line);
  EXPECT_EQ(history.previous({}), "three");
  history.resize(1);
  EXPECT_THAT(history.lines(), ElementsAre("three"));
  EXPECT_EQ(history.previous({}), "three");
  EXPECT_EQ(history.previous({}), std::nullopt);
}

TEST(History, WalksBackAndForthAndGivesTheTypedLineBack) {
  History history;
  history.add("one");
  history.add("two");
  EXPECT_EQ(history.next(), std::nullopt);
  EXPECT_EQ(history.previous("typed"), "two");
  EXPECT_EQ(history.previous("two, changed"), "one");
  EXPECT_EQ(history.previous("one"), std::nullopt);
  EXPECT_EQ(history.next(), "two");
  EXPECT_EQ(history.next(), "typed");
  EXPECT_EQ(history.next(), std::nullopt);
}

TEST(History, GoesBackToTheNewestWithEachLine) {
  History history;
  history.add("one");
  history.add("two");
  EXPECT_EQ(history.previous({}), "two");
  EXPECT_EQ(history.previous({}), "one");
  history.add({});
  EXPECT_EQ(history.previous({}), "two");
}

}  // namespace
}  // namespace ferry::terminal
