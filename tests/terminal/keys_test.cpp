#include "terminal/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ferry::terminal {

void PrintTo(const Character& character, std::ostream* out) {
  *out << '"' << character.bytes << '"';
}

namespace {

using Presses = std::vector<KeyPress>;

/// All that comes of `bytes` when they arrive in two pieces.
Presses decode(std::string_view bytes, std::size_t cut) {
  KeyDecoder decoder;
  Presses presses;
  for (std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    while (auto press = decoder.take(piece)) presses.push_back(*std::move(press));
    EXPECT_TRUE(piece.empty());
  }
  return presses;
}

void expect_keys(std::string_view bytes, const Presses& expected) {
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    EXPECT_EQ(decode(bytes, cut), expected) << ::testing::PrintToString(bytes) << " cut at " << cut;
  }
}

KeyPress typed(std::string bytes) {
  return Character{std::move(bytes)};
}

TEST(KeyDecoder, KnowsTheKeysOfTerminals) {
  using enum Key;
  struct Row {
    std::string_view bytes;
    Key key;
  };
  for (const Row& row : {
           Row{"\t", tab},
           {"\b", erase_left},
           {"\x7f", erase_left},
           {"\x04", erase_right_or_end},
           {"\x01", to_start},
           {"\x05", to_end},
           {"\x02", left},
           {"\x06", right},
           {"\x17", erase_word_left},
           {"\x15", erase_to_start},
           {"\x18", erase_to_start},
           {"\x0b", erase_to_end},
           {"\x19", recall_erased},
           {"\x14", transpose},
           {"\x10", previous},
           {"\x0e", next},
           {"\x12", redisplay},
           {"\x0c", redisplay},
           {"\x16", literal},
           {"\x03", interrupt},
           {"\x1a", suspend},
           {"\x1e", abort},
           {"\x1b"
            "b",
            word_left},
           {"\x1b"
            "f",
            word_right},
           {"\x1b"
            "d",
            erase_word_right},
           {"\x1b"
            "c",
            capitalise},
           {"\x1bl", lower_case},
           {"\x1bu", upper_case},
           {"\x1by", recall_next_erased},
           {"\x1bq", literal},
           {"\x1b\x7f", erase_word_left},
           {"\x1b[A", previous},
           {"\x1b[B", next},
           {"\x1b[C", right},
           {"\x1b[D", left},
           {"\x1bOA", previous},
           {"\x1bOB", next},
           {"\x1bOC", right},
           {"\x1bOD", left},
           {"\x1b[1;5C", word_right},
           {"\x1b[1;5D", word_left},
           {"\x1bOc", word_right},
           {"\x1bOd", word_left},
           {"\x1b[H", to_start},
           {"\x1bOH", to_start},
           {"\x1b[1~", to_start},
           {"\x1b[7~", to_start},
           {"\x1b[F", to_end},
           {"\x1bOF", to_end},
           {"\x1b[4~", to_end},
           {"\x1b[8~", to_end},
           {"\x1b[3~", erase_right},
       }) {
    expect_keys(row.bytes, {row.key});
    expect_keys(std::string{row.bytes} + "a", {row.key, typed("a")});
  }
}

TEST(KeyDecoder, TakesEachEndOfALineOnce) {
  using namespace std::string_view_literals;
  for (const auto end : {"\r"sv, "\n"sv, "\r\n"sv, "\r\0"sv}) {
    expect_keys(end, {Key::enter});
    expect_keys(std::string{end} + "a" + std::string{end}, {Key::enter, typed("a"), Key::enter});
    expect_keys(std::string{end} + std::string{end}, {Key::enter, Key::enter});
  }
  expect_keys("\n\r", {Key::enter, Key::enter});
  expect_keys("\r\n\n", {Key::enter, Key::enter});
}

TEST(KeyDecoder, TakesALoneNulForNothing) {
  using namespace std::string_view_literals;
  expect_keys("\0"sv, {});
  expect_keys("a\0\0b"sv, {typed("a"), typed("b")});
  expect_keys("\x1b\0[A"sv, {Key::previous});
}

TEST(KeyDecoder, PutsCharactersOfSeveralBytesTogether) {
  expect_keys("a\xc3\xbc\xe2\x82\xac\xf0\x9f\x9a\xa2z",
              {typed("a"), typed("\xc3\xbc"), typed("\xe2\x82\xac"), typed("\xf0\x9f\x9a\xa2"), typed("z")});
}

TEST(KeyDecoder, TakesBytesThatAreNoCharacterOneByOne) {
  expect_keys(
      "\xff"
      "a",
      {typed("\xff"), typed("a")});
  expect_keys(
      "\xe2\x82"
      "a",
      {typed("\xe2"), typed("\x82"), typed("a")});
  expect_keys("\xe2\x82\r", {typed("\xe2"), typed("\x82"), Key::enter});
  expect_keys("\xc0\x80z", {typed("\xc0"), typed("\x80"), typed("z")});  // an overlong NUL
  expect_keys("\xe0\x80\xafz", {typed("\xe0"), typed("\x80"), typed("\xaf"), typed("z")});
  expect_keys("\xed\xa0\x80z", {typed("\xed"), typed("\xa0"), typed("\x80"), typed("z")});  // a surrogate
  expect_keys("\xf4\x90\x80\x80z", {typed("\xf4"), typed("\x90"), typed("\x80"), typed("\x80"), typed("z")});
  expect_keys("\xc3\xc3\xbc", {typed("\xc3"), typed("\xc3\xbc")});
}

TEST(KeyDecoder, DropsUnknownSequencesWhole) {
  for (const std::string_view unknown :
       {"\x1b[5~", "\x1b[15;2~", "\x1b[[A", "\x1bOP", "\x1b[Z", "\x1b[24;80R", "\x1b[?1;2c", "\x1bx",
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]0;t\a", "\x1bP1+r\x1b\\", "\x07", "\x0f", "\x13", "\x1c"}) {
    expect_keys(std::string{unknown} + "a", {Key::unknown, typed("a")});
  }
}

TEST(KeyDecoder, LeavesOutTheMarksAroundWhatIsPasted) {
  expect_keys("\x1b[200~ab\x1b[201~", {typed("a"), typed("b")});
}

TEST(KeyDecoder, NeverLosesAKeyThatBreaksASequenceOff) {
  expect_keys("\x1b\r", {Key::enter});
  expect_keys("\x1b[1\r", {Key::enter});
  expect_keys("\x1bO\x03", {Key::interrupt});
  expect_keys("\x1b]title\r", {Key::enter});
  expect_keys("\x1b\x1b[A", {Key::previous});
  expect_keys("\x1b[\xc3\xbc", {typed("\xc3\xbc")});
}

TEST(KeyDecoder, DropsASequenceThatDoesNotEnd) {
  const std::string endless = "\x1b[" + std::string(KeyDecoder::longest_sequence - 2, '1');
  expect_keys(endless + "a", {typed("a")});
}

TEST(KeyDecoder, ForgetsWhatIsNoKeyYet) {
  KeyDecoder decoder;
  std::string_view input = "\x1b";
  EXPECT_EQ(decoder.take(input), std::nullopt);
  decoder.forget();
  input = "b";
  EXPECT_EQ(decoder.take(input), typed("b"));
}

TEST(KeyDecoder, TakesControlCharactersLiterallyWhenAskedTo) {
  for (const char byte : std::string_view{"\x01\x03\t\x1b\x7f\x16?z"}) {
    KeyDecoder decoder;
    std::string_view input{&byte, 1};
    EXPECT_EQ(decoder.take_literal(input), typed(std::string{byte}));
  }
  KeyDecoder decoder;
  std::string_view input{"\0\xc3\xbc\r", 4};
  EXPECT_EQ(decoder.take_literal(input), typed("\xc3\xbc"));
  EXPECT_EQ(decoder.take_literal(input), KeyPress{Key::enter});
}

}  // namespace
}  // namespace ferry::terminal
