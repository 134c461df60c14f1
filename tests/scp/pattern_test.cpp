#include "scp/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace ferry::scp {
namespace {

TEST(Pattern, FitsAsInAShell) {
  struct Row {
    std::string_view pattern, name;
    bool fits;
  };
  for (const Row& row : {Row{"*", "a", true},
                         Row{"*", "", true},
                         Row{"", "", true},
                         Row{"", "a", false},
                         Row{"*.cfg", "a.cfg", true},
                         Row{"*.cfg", "a.cfgx", false},
                         Row{"a*b*c", "aXbYbZc", true},
                         Row{"a*b*c", "aXbYcZ", false},
                         Row{"?", "a", true},
                         Row{"?", "ü", true},
                         Row{"?", "", false},
                         Row{"[abc]x", "bx", true},
                         Row{"[a-c]x", "bx", true},
                         Row{"[!a-c]x", "bx", false},
                         Row{"[^a]", "b", true},
                         Row{"[]]", "]", true},
                         Row{"[a-]", "-", true},
                         Row{"[", "[", true},
                         Row{"[ab", "[ab", true},
                         Row{"[ä-ü]", "ö", true},
                         Row{"a[b]*", "abc", true},
                         Row{"**", "abc", true},
                         Row{"*?", "a", true},
                         Row{"*?", "", false}}) {
    EXPECT_EQ(matches(row.pattern, row.name), row.fits) << row.pattern << " " << row.name;
  }
}

TEST(Pattern, LeavesHiddenFilesAlone) {
  EXPECT_FALSE(matches("*", ".a"));
  EXPECT_FALSE(matches("?a", ".a"));
  EXPECT_TRUE(matches(".*", ".a"));
}

TEST(Pattern, StaysFastWhereBacktrackingWouldNot) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(255, 'a')));
}

TEST(Pattern, IsOneOnlyWithWildcards) {
  EXPECT_TRUE(is_pattern("a*"));
  EXPECT_TRUE(is_pattern("a?"));
  EXPECT_TRUE(is_pattern("[a]"));
  EXPECT_FALSE(is_pattern("a[b"));
  EXPECT_FALSE(is_pattern("a]"));
  EXPECT_FALSE(is_pattern("plain"));
}

}  // namespace
}  // namespace ferry::scp
