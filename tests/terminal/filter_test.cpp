#include "terminal/filter.h"

#include <gtest/gtest.h>

namespace ferry::terminal {
namespace {

using Kind = Filter::Kind;

std::string filtered(Kind kind, std::string_view pattern, std::string_view text, std::size_t cut = 0) {
  Filter filter{kind, Pattern::parse(pattern).value()};
  std::string left = filter.feed(text.substr(0, cut));
  left += filter.feed(text.substr(cut));
  return left + filter.finish();
}

constexpr std::string_view configuration =
    "version 15\n"
    "!\n"
    "interface Gi0/0\n"
    " ip address\n"
    "  secondary\n"
    "!\n"
    "line con 0\n"
    "line vty 0 4\n"
    " transport input ssh\n"
    "\n"
    "end\n";

TEST(Filter, LeavesTheLinesThatItIsFor) {
  struct Row {
    Kind kind;
    std::string_view pattern, left;
  };
  for (const Row& row : {
           Row{Kind::include, "^line", "line con 0\nline vty 0 4\n"},
           {Kind::include, "nothing", ""},
           {Kind::include, "^$", "\n"},
           {Kind::exclude, "^ |!|^$", "version 15\ninterface Gi0/0\nline con 0\nline vty 0 4\nend\n"},
           {Kind::begin, "vty", "line vty 0 4\n transport input ssh\n\nend\n"},
           {Kind::begin, "nothing", ""},
           {Kind::section, "^interface", "interface Gi0/0\n ip address\n  secondary\n"},
           {Kind::section, "^line", "line con 0\nline vty 0 4\n transport input ssh\n"},
           {Kind::section, "ip address", " ip address\n  secondary\n"},
           {Kind::section, "i",
            "version 15\ninterface Gi0/0\n ip address\n  secondary\nline con 0\nline vty 0 4\n"
            " transport input ssh\n"},
           {Kind::count, "^line", "Number of lines which match regexp = 2\n"},
           {Kind::count, "nothing", "Number of lines which match regexp = 0\n"},
       }) {
    for (std::size_t cut = 0; cut <= configuration.size(); ++cut) {
      EXPECT_EQ(filtered(row.kind, row.pattern, configuration, cut), row.left)
          << row.pattern << " cut at " << cut;
    }
  }
}

TEST(Filter, LooksAtALastLineThatNothingEnds) {
  EXPECT_EQ(filtered(Kind::include, "b", "a\nb"), "b");
  EXPECT_EQ(filtered(Kind::exclude, "b", "a\nb"), "a\n");
  EXPECT_EQ(filtered(Kind::count, "b", "a\nb"), "Number of lines which match regexp = 1\n");
}

TEST(Filter, DoesNotTakeTheReturnOfALineEndForItsText) {
  EXPECT_EQ(filtered(Kind::include, "a$", "a\r\nb\r\n"), "a\r\n");
}

TEST(Filter, LooksAtALineThatIsTooLongInPieces) {
  const std::string start = "x" + std::string(Filter::longest_line - 1, 'a');
  const std::string line = start + "b\n";
  EXPECT_EQ(filtered(Kind::include, "b", line + "c\n"), "b\n");
  EXPECT_EQ(filtered(Kind::include, "x", line + "c\n"), start + "\n");
  EXPECT_EQ(filtered(Kind::include, "x|b", line + "c\n"), line);
  EXPECT_EQ(filtered(Kind::count, "x|b", line + "c\n"), "Number of lines which match regexp = 1\n");
  EXPECT_EQ(filtered(Kind::section, "x", line + " c\nd\n"), line + " c\n");
}

TEST(Filter, KeepsNoMoreThanALongLine) {
  Filter filter{Kind::include, Pattern::parse("a").value()};
  std::size_t left = 0;
  const std::string piece(10000, 'a');
  for (int count = 0; count < 1000; ++count) left += filter.feed(piece).size();
  EXPECT_GT(left, 1000 * piece.size() - 2 * Filter::longest_line);
}

}  // namespace
}  // namespace ferry::terminal
