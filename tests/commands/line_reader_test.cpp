#include "commands/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ferry::commands {
namespace {

using ::testing::ElementsAre;
using Event = LineReader::Event;
using Source = LineReader::Source;

constexpr std::size_t longest = 20;

/// The lines that `input` makes when it comes in pieces of `size` bytes; other events as "<name>".
std::vector<std::string> lines_of(LineReader& reader, std::string_view input, std::size_t size) {
  std::vector<std::string> all;
  for (; !input.empty(); input.remove_prefix(std::min(size, input.size()))) {
    std::string_view piece = input.substr(0, size);
    while (!piece.empty()) {
      const Event event = reader.read(piece);
      if (event == Event::line) all.push_back(reader.take_line());
      if (event == Event::interrupt) all.emplace_back("<interrupt>");
      if (event == Event::suspend) all.emplace_back("<suspend>");
      if (event == Event::end_of_input) all.emplace_back("<end>");
    }
  }
  return all;
}

std::vector<std::string> lines_of(std::string_view input, Source source = Source::terminal) {
  LineReader whole{source, longest};
  LineReader bytewise{source, longest};
  const auto all = lines_of(whole, input, input.size());
  EXPECT_EQ(lines_of(bytewise, input, 1), all);
  return all;
}

TEST(LineReader, EndsALineOnceForEveryKindOfLineEnd) {
  using namespace std::string_view_literals;
  EXPECT_THAT(lines_of("a\rb\nc\r\nd\r\0e\r"sv), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(lines_of("\r\r\n\n"), ElementsAre("", "", ""));
}

TEST(LineReader, SwallowsALoneNul) {
  using namespace std::string_view_literals;
  EXPECT_THAT(lines_of("\0a\0b\n\0"sv), ElementsAre("ab"));
}

TEST(LineReader, ObeysEditingKeysOfATerminal) {
  EXPECT_THAT(lines_of("abc\x7fx\x08y\n"), ElementsAre("aby"));
  EXPECT_THAT(lines_of("abc\x15x\n"), ElementsAre("x"));
  EXPECT_THAT(lines_of("abc\x03x\n"), ElementsAre("<interrupt>", "x"));
  EXPECT_THAT(lines_of("abc\x1ax\n"), ElementsAre("<suspend>", "x"));
  EXPECT_THAT(lines_of("a\x04\n\x04"), ElementsAre("a", "<end>"));
  EXPECT_THAT(lines_of("\x7f\x7f\x15x\n"), ElementsAre("x"));
  EXPECT_THAT(lines_of("a\x07\x1b\tb\n"), ElementsAre("ab"));
}

TEST(LineReader, TakesBytesOfAPipeAsTheyAre) {
  EXPECT_THAT(lines_of("abc\x7f\x03\x15\t\n", Source::pipe), ElementsAre("abc\x7f\x03\x15\t"));
}

TEST(LineReader, EchoesWhatIsTypedUnchanged) {
  LineReader reader{Source::terminal, longest};
  lines_of(reader, "show cl\n", 3);
  EXPECT_EQ(reader.take_echo(), "show cl");
  EXPECT_EQ(reader.take_echo(), "");
}

TEST(LineReader, ErasesOneCellForACharacterOfSeveralBytes) {
  LineReader reader{Source::terminal, longest};
  lines_of(reader, "\xc3\xa9\x7f", 1);
  EXPECT_EQ(reader.take_echo(), "\xc3\xa9\b \b");
  EXPECT_FALSE(reader.has_partial_line());
}

TEST(LineReader, EchoesNoPasswordsAndNothingFromAPipe) {
  LineReader terminal{Source::terminal, longest};
  terminal.show(false);
  EXPECT_THAT(lines_of(terminal, "secreT\x7ft\n", 99), ElementsAre("secret"));
  EXPECT_EQ(terminal.take_echo(), "");
  LineReader pipe{Source::pipe, longest};
  pipe.show(true);
  lines_of(pipe, "show\n", 99);
  EXPECT_EQ(pipe.take_echo(), "");
}

TEST(LineReader, KeepsALineThatIsTooLongBounded) {
  const auto lines = lines_of(std::string(1000, 'x') + "\nok\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].size(), longest + 1);
  EXPECT_EQ(lines[1], "ok");
}

}  // namespace
}  // namespace ferry::commands
