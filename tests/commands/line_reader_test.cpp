#include "commands/line_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace ferry::commands {
namespace {

std::vector<std::string> lines_of(LineReader& reader, std::string_view input) {
  std::vector<std::string> lines;
  while (reader.read(input)) lines.push_back(reader.take_line());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(LineReader, EndsALineAtEachLineEnd) {
  LineReader reader{100};
  EXPECT_EQ(lines_of(reader, "a\nbc\r\nd"), (Lines{"a", "bc", ""}));
  EXPECT_TRUE(reader.has_partial_line());
  EXPECT_EQ(lines_of(reader, "e\r"), (Lines{"de"}));
  EXPECT_FALSE(reader.has_partial_line());
}

TEST(LineReader, TakesEveryOtherByteAsItIs) {
  LineReader reader{100};
  EXPECT_EQ(lines_of(reader, "?\t\x03\x1b[A\x7f\xff\n"), (Lines{"?\t\x03\x1b[A\x7f\xff"}));
}

TEST(LineReader, KeepsOneByteMoreThanTheLongestLineHas) {
  LineReader reader{4};
  EXPECT_EQ(lines_of(reader, "abcdefgh"), Lines{});
  EXPECT_EQ(lines_of(reader, "ijkl\nabcd\n"), (Lines{"abcde", "abcd"}));
}

}  // namespace
}  // namespace ferry::commands
