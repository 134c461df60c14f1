#include "terminal/pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "support/pattern_oracle.h"

namespace ferry::terminal {
namespace {

bool matches(std::string_view pattern, std::string_view line) {
  auto parsed = Pattern::parse(pattern);
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return parsed->matches(line);
}

TEST(Pattern, MatchesAsOnIos) {
  struct Row {
    std::string_view pattern, line;
    bool matches;
  };
  for (const Row& row : {
           Row{"", "", true},
           {"", "anything", true},
           {"ssh", "ip ssh time-out 60", true},
           {"ssh", "ip SSH", false},
           {"^ip", "ip ssh", true},
           {"^ip", " ip ssh", false},
           {"ssh$", "ip ssh", true},
           {"ssh$", "ip ssh ", false},
           {"^$", "", true},
           {"^$", " ", false},
           {"$^", "", true},
           {"$^", "a", false},
           {"a^b", "ab", false},
           {"(^|b)a", "ba", true},
           {"(^|b)a", "ca", false},
           {"a.c", "abc", true},
           {"a.c", "ac", false},
           {"ab*c", "ac", true},
           {"ab*c", "abbbc", true},
           {"^ab+c", "ac", false},
           {"^ab+c", "abbc", true},
           {"^ab?c$", "abbc", false},
           {"^ab?c$", "abc", true},
           {"^ab?c$", "ac", true},
           {"^(ab)*$", "abab", true},
           {"^(ab)*$", "aba", false},
           {"^(ab)+$", "", false},
           {"^(a|b|cd)+$", "abcdcdb", true},
           {"^(a|b|cd)+$", "abc", false},
           {"hostname|interface", "interface Gi0/1", true},
           {"^a|b$", "xb", true},
           {"^(a|)b$", "b", true},
           {"a||b", "nothing", true},
           {"()", "", true},
           {"x()y", "xy", true},
           {"[abc]", "xbx", true},
           {"^[a-c]+$", "abcabc", true},
           {"^[a-c]+$", "abcd", false},
           {"^[^a-c]+$", "xyz", true},
           {"^[^a-c]+$", "xaz", false},
           {"[]]", "]", true},
           {"^[^]]$", "]", false},
           {"^[a-]$", "-", true},
           {"^[-a]$", "-", true},
           {"^[a\\]b]$", "]", true},
           {"^[a\\-c]$", "b", false},
           {"^[.*]$", "a", false},
           {"\\.", "a.b", true},
           {"\\.", "ab", false},
           {"\\(\\)\\*\\\\\\|\\_", "()*\\|_", true},
           {"a{2}", "a{2}", true},
           {"a{2}", "aa", false},
           {"_65000_", "65000", true},
           {"_65000_", "1 65000 2", true},
           {"_65000_", "{1,65000}", true},
           {"_65000_", "(65000)", true},
           {"_65000_", "165000", false},
           {"_65000_", "65000\t", false},
           {"^_1_2_$", "1 2", true},
           {"_", "", true},
           {"a_b", "ab", false},
           {"a_b", "a_b", false},
           {"a_*b", "ab", true},
           {"a_+b", "a ,b", true},
           {"^a**$", "aaa", true},
           {"^a+?$", "aaa", true},
           {"^(a*)*$", "aaaa", true},
           {"^(a*)*$", "aab", false},
           {"^(a*b*)*c$", "abbac", true},
           {"^((a|)*|b)+c$", "ababc", true},
           {"\xc3\xbc", "gr\xc3\xbcn", true},
           {"^gr.+n$", "gr\xc3\xbcn", true},
       }) {
    EXPECT_EQ(matches(row.pattern, row.line), row.matches) << row.pattern << " in " << row.line;
  }
}

TEST(Pattern, TakesAnyByte) {
  const std::string_view zero{"a\0b", 3};
  EXPECT_TRUE(matches("a.b", zero));
  EXPECT_TRUE(matches(zero, zero));
  EXPECT_TRUE(matches("^[\x01-\xff]+$", "\x80\xff"));
}

TEST(Pattern, SaysWhatIsWrongAndWhere) {
  struct Row {
    std::string_view pattern, message;
  };
  for (const Row& row : {
           Row{"ab(c", "there is no ) for the ( at character 3"},
           {"(a(b)", "there is no ) for the ( at character 1"},
           {"abc)", "there is no ( for the ) at character 4"},
           {"a[bc", "there is no ] for the [ at character 2"},
           {"[", "there is no ] for the [ at character 1"},
           {"[]", "there is no ] for the [ at character 1"},
           {"[^]", "there is no ] for the [ at character 1"},
           {"[a\\", "there is no ] for the [ at character 1"},
           {"[a-", "there is no ] for the [ at character 1"},
           {"x[z-a]", "a range ends before it begins at character 3"},
           {"*", "there is nothing to repeat in front of the * at character 1"},
           {"a|+b", "there is nothing to repeat in front of the + at character 3"},
           {"a(?b)", "there is nothing to repeat in front of the ? at character 3"},
           {"ab\\", "there is nothing behind the \\ at character 3"},
       }) {
    const auto pattern = Pattern::parse(row.pattern);
    ASSERT_FALSE(pattern) << row.pattern;
    EXPECT_EQ(pattern.error().message, row.message);
  }
}

TEST(Pattern, IsNotLongerThanItMayBe) {
  for (const std::string_view piece : {"a", "_", "?", "(", ")", "|", "()", "a*", "_|", "[a-z]", "\\a"}) {
    std::string longest;
    while (longest.size() + piece.size() <= Pattern::longest) longest += piece;
    (void)Pattern::parse(longest);
  }
  EXPECT_TRUE(Pattern::parse(std::string(Pattern::longest, '_')));
  EXPECT_FALSE(Pattern::parse(std::string(Pattern::longest + 1, 'a')));
}

TEST(Pattern, MatchesWithTheSameAnswerAgainAndAgain) {
  auto pattern = Pattern::parse("^(a|b)*c_").value();
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(pattern.matches("abac"));
    EXPECT_FALSE(pattern.matches("abacx"));
    EXPECT_FALSE(pattern.matches(""));
    EXPECT_TRUE(pattern.matches("c d"));
  }
}

// A matcher that goes back and tries again would need longer than the universe lasts for each of these.
TEST(Pattern, TakesNoLongerForPatternsThatBranchEndlessly) {
  const std::string line(65536, 'a');
  for (const std::string_view pattern : {"^(a*)*b", "^(a+)+b", "^(a|a)*b", "^(a|aa)+$b", "^((a*)*)*b",
                                         "^(a?a?a?a?a?a?a?a?)*b", "^(.*.*.*.*)*b"}) {
    EXPECT_FALSE(matches(pattern, line)) << pattern;
  }
}

// Each position may be the one to count from, so there are 2^40 states to be in, and it remembers few.
TEST(Pattern, ForgetsStatesWhenTheyAreTooMany) {
  std::string pattern = "^(a|b)*a";
  for (int count = 0; count < 40; ++count) pattern += "(a|b)";
  pattern += "$";
  std::mt19937 random{7};
  std::string line;
  for (int count = 0; count < 4000; ++count) line += random() % 2 == 0 ? 'a' : 'b';
  auto parsed = Pattern::parse(pattern).value();
  line[line.size() - 41] = 'a';
  EXPECT_TRUE(parsed.matches(line));
  line[line.size() - 41] = 'b';
  EXPECT_FALSE(parsed.matches(line));
}

TEST(Pattern, AgreesWithTheSimplestMatcherThatThereIs) {
  std::mt19937 random{1};
  const std::string_view of_patterns = "ab^$.*+?|()_[]-\\ ,";
  const std::string_view of_lines = "ab ,-_";
  const auto text = [&random](std::string_view characters, std::size_t longest) {
    std::string result(random() % (longest + 1), ' ');
    for (char& each : result) each = characters[random() % characters.size()];
    return result;
  };
  int compared = 0;
  for (int count = 0; count < 8000; ++count) {
    const std::string pattern = text(of_patterns, 9);
    auto parsed = Pattern::parse(pattern);
    if (!parsed) continue;
    for (int lines = 0; lines < 4; ++lines, ++compared) {
      const std::string line = text(of_lines, 6);
      ASSERT_EQ(parsed->matches(line), testing::PatternOracle{line}.matches(pattern))
          << pattern << " in " << line;
    }
  }
  EXPECT_GT(compared, 1000);
}

}  // namespace
}  // namespace ferry::terminal
