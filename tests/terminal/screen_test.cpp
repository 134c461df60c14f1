#include "support/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ferry::testing {
namespace {

using Lines = std::vector<std::string>;

TEST(Screen, ShowsLines) {
  Screen screen{10, 3};
  screen.write("one\r\ntwo");
  EXPECT_EQ(screen.lines(), (Lines{"one", "two"}));
  EXPECT_EQ(screen.cursor(), (Screen::Place{1, 3}));
}

TEST(Screen, WaitsInTheLastColumnBeforeItWraps) {
  Screen screen{3, 3};
  screen.write("abc");
  EXPECT_TRUE(screen.wraps_next());
  EXPECT_EQ(screen.cursor(), (Screen::Place{0, 2}));
  screen.write("d");
  EXPECT_EQ(screen.lines(), (Lines{"abc", "d"}));
}

TEST(Screen, ForgetsToWrapWhenTheCursorMoves) {
  Screen screen{3, 3};
  screen.write("abc\r\x1b[CX\x1b[CY");
  EXPECT_EQ(screen.lines(), (Lines{"aXY"}));
  EXPECT_EQ(screen.unknown(), "");
}

TEST(Screen, GoesToTheNextLineOnceBehindAFullOne) {
  Screen screen{3, 3};
  screen.write("abc\r\nd");
  EXPECT_EQ(screen.lines(), (Lines{"abc", "d"}));
}

TEST(Screen, ScrollsAtTheBottom) {
  Screen screen{3, 2};
  screen.write("a\r\nb\r\nc");
  EXPECT_EQ(screen.lines(), (Lines{"b", "c"}));
  EXPECT_EQ(screen.text(), "a\nb\nc\n");
}

TEST(Screen, ErasesPartsOfItself) {
  Screen screen{3, 2};
  screen.write("abc\r\ndef\x1b[1;2H\x1b[J");
  EXPECT_EQ(screen.lines(), (Lines{"a"}));
  screen.write("xy\x1b[2D\x1b[K");
  EXPECT_EQ(screen.lines(), (Lines{}));
}

TEST(Screen, TakesCharactersAndSequencesThatAreCut) {
  Screen screen{5, 1};
  for (const char byte : std::string_view{"\xc3\xbc-\x1b[2DX"}) screen.write({&byte, 1});
  EXPECT_EQ(screen.lines(), (Lines{"X-"}));
}

TEST(Screen, RemembersWhatItDoesNotUnderstand) {
  Screen screen{5, 1};
  screen.write("\a\x01\x1b[5m");
  EXPECT_EQ(screen.bells(), 1U);
  EXPECT_EQ(screen.unknown(), "\x01\x1b[5m");
  screen.write("12345\b");
  EXPECT_EQ(screen.unknown(), "\x01\x1b[5m\b");
}

}  // namespace
}  // namespace ferry::testing
