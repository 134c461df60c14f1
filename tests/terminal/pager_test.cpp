#include "terminal/pager.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "support/screen.h"

namespace ferry::terminal {
namespace {

using Answer = Pager::Answer;

std::string numbered(int first, int last) {
  std::string text;
  for (int number = first; number <= last; ++number) text += fmt::format("{}\n", number);
  return text;
}

TEST(Pager, StopsBehindEachFullScreen) {
  Pager pager{5, 80};
  pager.add(numbered(1, 10));
  EXPECT_EQ(pager.next(), numbered(1, 4));
  EXPECT_TRUE(pager.pauses());
  EXPECT_EQ(pager.next(), "");
  EXPECT_EQ(pager.on_key(' '), Answer::go_on);
  EXPECT_EQ(pager.next(), numbered(5, 8));
  EXPECT_TRUE(pager.pauses());
  EXPECT_EQ(pager.on_key(' '), Answer::go_on);
  EXPECT_EQ(pager.next(), numbered(9, 10));
  EXPECT_FALSE(pager.pauses());
}

TEST(Pager, DoesNotStopBehindTheLastLine) {
  Pager pager{5, 80};
  pager.add(numbered(1, 4));
  EXPECT_EQ(pager.next(), numbered(1, 4));
  EXPECT_FALSE(pager.pauses());
  pager.add("5\n");
  EXPECT_EQ(pager.next(), "");
  EXPECT_TRUE(pager.pauses());
}

TEST(Pager, ShowsEverythingWithoutALength) {
  Pager pager{0, 80};
  pager.add(numbered(1, 1000));
  EXPECT_EQ(pager.next(), numbered(1, 1000));
  EXPECT_FALSE(pager.pauses());
}

TEST(Pager, ShowsALineMoreForEnter) {
  Pager pager{5, 80};
  pager.add(numbered(1, 10));
  (void)pager.next();
  EXPECT_EQ(pager.on_key('\r'), Answer::go_on);
  EXPECT_EQ(pager.next(), "5\n");
  EXPECT_TRUE(pager.pauses());
  EXPECT_EQ(pager.on_key('\n'), Answer::ignored);  // of the same Enter
  EXPECT_EQ(pager.on_key('\n'), Answer::go_on);
  EXPECT_EQ(pager.next(), "6\n");
  EXPECT_EQ(pager.on_key('\r'), Answer::go_on);
  EXPECT_EQ(pager.next(), "7\n");
  EXPECT_EQ(pager.on_key('\0'), Answer::ignored);
}

TEST(Pager, ShowsAllThatIsLeftForTab) {
  Pager pager{5, 80};
  pager.add(numbered(1, 100));
  (void)pager.next();
  EXPECT_EQ(pager.on_key('\t'), Answer::go_on);
  EXPECT_EQ(pager.next(), numbered(5, 100));
  pager.add(numbered(1, 100));
  EXPECT_EQ(pager.next(), numbered(1, 100));
  EXPECT_FALSE(pager.pauses());
}

TEST(Pager, StopsForEveryOtherKey) {
  for (const char key : std::string_view{"qQ\x03\x1bxn"}) {
    Pager pager{5, 80};
    pager.add(numbered(1, 100));
    (void)pager.next();
    EXPECT_EQ(pager.on_key(key), Answer::stop);
    EXPECT_FALSE(pager.pauses());
    EXPECT_EQ(pager.next(), "");
  }
}

TEST(Pager, TakesTextThatIsCutAnywhere) {
  const std::string text = numbered(1, 5) + "wide \xc3\xbc and wrapped\n" + numbered(6, 9);
  const auto screens = [&text](std::size_t cut) {
    Pager pager{4, 10};
    std::string all;
    for (const std::string_view piece :
         {std::string_view{text}.substr(0, cut), std::string_view{text}.substr(cut)}) {
      pager.add(piece);
      for (all += pager.next(); pager.pauses(); all += pager.next()) {
        all += "<more>";
        (void)pager.on_key(' ');
      }
    }
    return all;
  };
  for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(screens(cut), screens(0)) << cut;
}

TEST(Pager, CountsALineAsOftenAsItWraps) {
  Pager pager{4, 10};
  pager.add("0123456789abc\n1\n2\n");
  EXPECT_EQ(pager.next(), "0123456789abc\n1\n");
  EXPECT_TRUE(pager.pauses());
  Pager full{4, 10};
  full.add("0123456789\n1\n2\n3\n");
  EXPECT_EQ(full.next(), "0123456789\n1\n2\n");
}

TEST(Pager, CountsCharactersAndNotBytes) {
  Pager pager{3, 4};
  pager.add("\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\n1\n2\n");
  EXPECT_EQ(pager.next(), "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\n1\n");
}

TEST(Pager, CountsTabsAndMovementsBack) {
  Pager pager{3, 10};
  pager.add("a\tb\tc\t\r12345\b\b\b\b\b67890\n1\n2\n");
  EXPECT_EQ(pager.next(), "a\tb\tc\t\r12345\b\b\b\b\b67890\n1\n");
}

// Looked at on a terminal: nothing of a wide line leaves the screen unseen, and no sign of the pauses is
// left.
TEST(Pager, StopsInsideALineThatIsLongerThanTheScreen) {
  Pager pager{4, 12};
  testing::Screen screen{12, 4};
  std::string line;
  for (int count = 0; count < 12 * 7; ++count) line += static_cast<char>('a' + count % 26);
  pager.add(line + "\nend\n");
  std::size_t pauses = 0;
  const auto show = [&] {
    for (const char byte : pager.next()) screen.write(byte == '\n' ? "\r\n" : std::string{byte});
  };
  for (show(); pager.pauses(); show(), ++pauses) {
    screen.write(Pager::prompt);
    EXPECT_EQ(screen.lines().size(), 4U);
    EXPECT_EQ(screen.lines().back(), " --More--");
    screen.write(Pager::erase);
    (void)pager.on_key(' ');
  }
  EXPECT_EQ(pauses, 2U);
  std::string expected;
  for (std::size_t at = 0; at < line.size(); at += 12) expected += line.substr(at, 12) + "\n";
  EXPECT_EQ(screen.text(), expected + "end\n");
}

Pattern pattern(std::string_view text) {
  return Pattern::parse(text).value();
}

TEST(Pager, SkipsToTheFirstLineThatMatches) {
  Pager pager{5, 80};
  pager.add(numbered(1, 40));
  (void)pager.next();
  EXPECT_EQ(pager.on_key('/'), Answer::search);
  pager.search('/', pattern("^2"));
  EXPECT_EQ(pager.next(), numbered(20, 23));
  EXPECT_TRUE(pager.pauses());
  EXPECT_EQ(pager.on_key(' '), Answer::go_on);
  EXPECT_EQ(pager.next(), numbered(24, 27));
}

TEST(Pager, ShowsOnlyLinesThatMatchOrOnlyOthers) {
  Pager pager{5, 80};
  pager.add(numbered(1, 40));
  (void)pager.next();
  EXPECT_EQ(pager.on_key('+'), Answer::search);
  pager.search('+', pattern("5$"));
  EXPECT_EQ(pager.next(), "5\n15\n25\n35\n");
  EXPECT_FALSE(pager.pauses());

  Pager other{5, 80};
  other.add(numbered(1, 40));
  (void)other.next();
  EXPECT_EQ(other.on_key('-'), Answer::search);
  other.search('-', pattern("^[12]"));
  EXPECT_EQ(other.next(), numbered(5, 8).substr(0, 8));
  EXPECT_TRUE(other.pauses());
  EXPECT_EQ(other.on_key('-'), Answer::search);
  other.search('-', pattern("^3"));
  EXPECT_EQ(other.next(), "9\n" + numbered(10, 12));
}

TEST(Pager, SearchesInTextThatComesLater) {
  Pager pager{3, 80};
  pager.add("1\n2\n3\n");
  EXPECT_EQ(pager.next(), "1\n2\n");
  (void)pager.on_key('/');
  pager.search('/', pattern("x"));
  EXPECT_EQ(pager.next(), "");
  EXPECT_FALSE(pager.pauses());
  pager.add("4\n5x");
  EXPECT_EQ(pager.next(), "");
  pager.add("y");
  pager.finish();
  EXPECT_EQ(pager.next(), "5xy");
  EXPECT_FALSE(pager.pauses());
}

TEST(Pager, SearchesFromTheNextLineOnWhenItStoppedInsideOne) {
  Pager pager{3, 4};
  pager.add("aaaabbbbaaaabb");
  EXPECT_EQ(pager.next(), "aaaabbbb");
  EXPECT_TRUE(pager.pauses());
  (void)pager.on_key('+');
  pager.search('+', pattern("a"));
  EXPECT_EQ(pager.next(), "");
  pager.add("aa\nb\na\n");
  EXPECT_EQ(pager.next(), "a\n");
}

TEST(Pager, CountsAnewBehindAQuestion) {
  Pager pager{5, 80};
  pager.add(numbered(1, 3));
  (void)pager.next();
  pager.start_screen();
  pager.add(numbered(4, 10));
  EXPECT_EQ(pager.next(), numbered(4, 7));
}

}  // namespace
}  // namespace ferry::terminal
