#include "terminal/line_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "typist.h"

namespace ferry::terminal {
namespace {

using Event = LineEditor::Event;
using Lines = std::vector<std::string>;

TEST(LineView, ShowsAnInsertionInTheMiddle) {
  Typist typist;
  typist.type("sow\x02\x02");
  EXPECT_EQ(typist.take_echoed(), "sow\b\b");
  typist.type("h");
  EXPECT_EQ(typist.take_echoed(), "how\b\b");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#show"}));
}

TEST(LineView, ErasesAtTheEndWithABlank) {
  Typist typist;
  typist.type("ab");
  (void)typist.take_echoed();
  typist.type("\x7f");
  EXPECT_EQ(typist.take_echoed(), "\b \b");
}

TEST(LineView, ErasesAcrossTheMargin) {
  Typist typist{10};
  typist.type(
      "12345678"
      "ab");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "ab"}));
  typist.type("\x7f");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "a"}));
  typist.type("\x7f");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678"}));
  typist.type("\x7f");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#1234567"}));
  typist.type("xyz");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#1234567x", "yz"}));
  typist.type("\x15");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{0, 2}));
}

TEST(LineView, MovesAndInsertsAcrossTheMargin) {
  Typist typist{10};
  typist.type("12345678abcdefghijkl\x01");
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{0, 2}));
  typist.type("X");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#X1234567", "8abcdefghi", "jkl"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{0, 3}));
  typist.type("\x06\x06\x06\x06\x06\x06\x06");
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{1, 0}));
  typist.type("\x02");
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{0, 9}));
  typist.type("\x05");
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{2, 3}));
}

TEST(LineView, EndsAWrappedLineBelowIt) {
  Typist typist{10};
  typist.type("12345678abcdefgh\x01\r");
  typist.write("next");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abcdefgh", "next"}));
}

TEST(LineView, EndsALineThatFillsTheScreenLineWithoutAnEmptyOne) {
  Typist typist{10};
  typist.type("12345678\r");
  typist.write("next");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "next"}));
}

TEST(LineView, ShowsControlCharactersSoThatTheyDoNothing) {
  Typist typist;
  typist.type(
      "a\x16\x1b"
      "b\x16\x7f"
      "c");
  EXPECT_EQ(typist.editor().text(),
            "a\x1b"
            "b\x7f"
            "c");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#a^[b^?c"}));
  typist.type("\x7f\x7f\x7f\x7f");
  EXPECT_EQ(typist.line(), "a|");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#a"}));
}

TEST(LineView, WritesNoMoreThanTheLineForAnyNumberOfKeys) {
  for (const char key : std::string_view{"X\x02\x06\x07\x7f\x12\x14\x10\x19"}) {
    Typist typist{80, 200};
    typist.type(std::string(150, 'a') + "\x17\x19\x01");
    (void)typist.take_echoed();
    typist.type(std::string(50000, key));
    EXPECT_LT(typist.take_echoed().size(), 2000U) << static_cast<int>(key);
  }
}

TEST(LineView, ShowsTheLineAnewOnAFreshScreenLine) {
  Typist typist{10};
  typist.type("12345678abc\x01\x06\x0c");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abc", "R#12345678", "abc"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{2, 3}));
}

TEST(LineView, MakesRoomForWhatIsWrittenInBetween) {
  Typist typist{10};
  typist.type("12345678abc\x01\x06");
  typist.write(typist.editor().leave_line());
  typist.write("\n%MESSAGE\n" + typist.editor().redisplay());
  typist.type("X");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abc", "%MESSAGE", "R#1X234567", "8abc"}));
}

/// Keys that edit, wherever the dice fall.
std::string some_keys(std::mt19937& random) {
  static const std::vector<std::string> keys{"a",
                                             "b c",
                                             "word ",
                                             "\xc3\xbc",
                                             "\xe2\x82\xac",
                                             "\x02",
                                             "\x06",
                                             "\x01",
                                             "\x05",
                                             "\x7f",
                                             "\x04x",
                                             "\x17",
                                             "\x15",
                                             "\x0b",
                                             "\x19",
                                             "\x1by",
                                             "\x1b"
                                             "b",
                                             "\x1b"
                                             "f",
                                             "\x1b"
                                             "d",
                                             "\x1bu",
                                             "\x14",
                                             "\x10",
                                             "\x0e",
                                             "\x16\x01",
                                             "\x16?",
                                             "\x1b[D",
                                             "\x1b[C",
                                             "\x1b[5~",
                                             "0123456789"};
  std::string typed;
  for (unsigned count = random() % 40; count > 0; --count) typed += keys[random() % keys.size()];
  return typed;
}

void expect_to_look_as_displayed_anew(Typist& typist, unsigned columns) {
  Screen fresh{columns == 0 ? 400 : columns, 30};
  fresh.write(typist.editor().redisplay());
  ASSERT_EQ(typist.screen().lines(), fresh.lines());
  ASSERT_EQ(typist.screen().cursor(), fresh.cursor());
  ASSERT_EQ(typist.screen().wraps_next(), fresh.wraps_next());
  ASSERT_EQ(typist.screen().unknown(), "");
}

TEST(LineView, LooksTheSameHoweverTheLineCameAboutAndTheKeysWereCut) {
  std::mt19937 random{3};
  for (int count = 0; count < 200; ++count) {
    const unsigned columns = count % 10 == 0 ? 0 : 4 + static_cast<unsigned>(random() % 20);
    const std::string keys = some_keys(random);
    Typist whole{columns, 100};
    Typist cut{columns, 100};
    for (Typist* const typist : {&whole, &cut}) {
      typist->history().add("show running-config");
      typist->history().add("an older line that is longer than others");
    }
    whole.type(keys);
    for (std::size_t at = 0; at < keys.size();) {
      const std::size_t size = 1 + random() % 4;
      cut.type(keys.substr(at, size));
      at += size;
      ASSERT_NO_FATAL_FAILURE(expect_to_look_as_displayed_anew(cut, columns))
          << ::testing::PrintToString(keys);
    }
    ASSERT_EQ(whole.line(), cut.line()) << ::testing::PrintToString(keys);
    ASSERT_EQ(whole.screen().lines(), cut.screen().lines()) << ::testing::PrintToString(keys);
    ASSERT_EQ(whole.screen().cursor(), cut.screen().cursor()) << ::testing::PrintToString(keys);
  }
}

}  // namespace
}  // namespace ferry::terminal
