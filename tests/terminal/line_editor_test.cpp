#include "terminal/line_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "typist.h"

namespace ferry::terminal {
namespace {

using Event = LineEditor::Event;
using Questions = LineEditor::Questions;
using Lines = std::vector<std::string>;

TEST(LineEditor, EchoesWhatIsTypedAtTheEndAndNothingElse) {
  for (const unsigned columns : {0U, 10U, 80U}) {
    const std::string text = "terminal width 511, and a gr\xc3\xbcn word";
    Typist whole{columns};
    whole.type(text);
    EXPECT_EQ(whole.take_echoed(), text);
    Typist cut{columns};
    for (const char byte : text) cut.type({&byte, 1});
    EXPECT_EQ(cut.take_echoed(), text);
  }
}

TEST(LineEditor, EndsALineWithOneLineEnd) {
  Typist typist;
  EXPECT_EQ(typist.type("show clock\r"), Event::line);
  EXPECT_EQ(typist.editor().text(), "show clock");
  EXPECT_EQ(typist.take_echoed(), "show clock\n");
  EXPECT_EQ(typist.editor().take_text(), "show clock");
  EXPECT_TRUE(typist.editor().empty());
}

TEST(LineEditor, LeavesWhatWasTypedAheadForTheNextLine) {
  LineEditor editor{100};
  editor.begin("R#", Echo::visible, Questions::asked, nullptr);
  std::string_view input = "one\r\ntwo\r";
  EXPECT_EQ(editor.feed(input), Event::line);
  EXPECT_EQ(editor.take_text(), "one");
  editor.begin("R#", Echo::visible, Questions::asked, nullptr);
  EXPECT_EQ(editor.feed(input), Event::line);
  EXPECT_EQ(editor.take_text(), "two");
  EXPECT_EQ(editor.feed(input), Event::nothing);
}

TEST(LineEditor, TakesALoneNulForNothing) {
  Typist typist;
  typist.type({"\0", 1});
  EXPECT_EQ(typist.take_echoed(), "");
}

TEST(LineEditor, EditsTheLine) {
  struct Row {
    std::string_view keys, line;
  };
  for (const Row& row : {
           Row{"abc\x02\x02X", "aX|bc"},
           {"abc\x01X\x05Y", "XabcY|"},
           {"abc\x1b[DX", "abX|c"},
           {"abc\x1b[H\x1b[CX", "aX|bc"},
           {"abc\x7f\b", "a|"},
           {"abc\x02\x7f", "a|c"},
           {"abc\x02\x02\x04", "a|c"},
           {"abc\x01\x1b[3~", "|bc"},
           {"one two\x1b"
            "b",
            "one |two"},
           {"one two  \x1b"
            "b\x1b"
            "b",
            "|one two  "},
           {"one two\x01\x1b"
            "f",
            "one| two"},
           {"one two\x01\x1b"
            "f\x1b"
            "f",
            "one two|"},
           {"one two\x17", "one |"},
           {"one two  \x17", "one |"},
           {"one two\x1b\x7f", "one |"},
           {"one two\x01\x1b"
            "d",
            "| two"},
           {"one two\x1b"
            "b\x0b",
            "one |"},
           {"one two\x1b"
            "b\x15",
            "|two"},
           {"one two\x1b"
            "b\x18",
            "|two"},
           {"one two\x17\x19", "one two|"},
           {"one two\x17\x01\x19", "two|one "},
           {"one two\x17\x17\x19", "one |"},
           {"one two\x17\x17\x19\x1by", "two|"},
           {"one two\x17\x17\x19\x1by\x1by", "one |"},
           {"one\x17\x1by", "one|"},
           {"one two\x01\x1b"
            "c",
            "One| two"},
           {"one two\x01\x1bu\x1bu", "ONE TWO|"},
           {"ONE Two\x01\x1bl\x1bl", "one two|"},
           {"abcd\x02\x1bu", "abcD|"},
           {"ab\x14", "ba|"},
           {"abc\x02\x14", "acb|"},
           {"abc\x01\x06\x14", "ba|c"},
           {"\xc3\xbc\xe2\x82\xac\x14", "\xe2\x82\xac\xc3\xbc|"},
           {"a\xc3\xbc"
            "b\x02\x7f",
            "a|b"},
           {"a\xc3\xbc"
            "b\x01\x06\x04",
            "a|b"},
           {"\x16?a", "?a|"},
           {"\x16\x01"
            "b",
            "\x01"
            "b|"},
           {"a\x1b[5~b", "ab|"},
       }) {
    for (const unsigned columns : {0U, 5U, 40U}) {
      Typist typist{columns};
      typist.type(row.keys);
      EXPECT_EQ(typist.line(), row.line) << ::testing::PrintToString(row.keys);
    }
  }
}

TEST(LineEditor, AsksAtTheCursor) {
  Typist typist;
  EXPECT_EQ(typist.type("show ?"), Event::help);
  EXPECT_EQ(typist.take_echoed(), "show ?");
  EXPECT_EQ(typist.line(), "show |");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#show ?", "R#show"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{1, 7}));
}

TEST(LineEditor, AsksInTheMiddleOfALine) {
  Typist typist;
  EXPECT_EQ(typist.type("sh clock\x01\x1b"
                        "f?"),
            Event::help);
  EXPECT_EQ(typist.editor().before_cursor(), "sh");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#sh? clock", "R#sh clock"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{1, 4}));
  typist.type("ow");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#sh? clock", "R#show clock"}));
}

TEST(LineEditor, TakesQuestionMarksAndTabsAsCharactersWhenNothingIsAsked) {
  Typist typist;
  typist.begin(Echo::visible, Questions::typed);
  EXPECT_EQ(typist.type("a?\tb"), Event::nothing);
  EXPECT_EQ(typist.editor().text(), "a?\tb");
  EXPECT_EQ(typist.take_echoed(), "a? b");
}

TEST(LineEditor, CompletesAtTheCursor) {
  Typist typist;
  EXPECT_EQ(typist.type("sh\t"), Event::complete);
  EXPECT_EQ(typist.take_echoed(), "sh");
  typist.editor().insert("ow ");
  EXPECT_EQ(typist.editor().take_echo(), "ow ");
  EXPECT_EQ(typist.line(), "show |");
}

TEST(LineEditor, RefusesControlCharactersOfTwoBytes) {
  Typist typist;
  typist.type(
      "a\xc2\x9b"
      "31mb");
  EXPECT_EQ(typist.editor().text(), "a31mb");
  EXPECT_EQ(typist.screen().bells(), 1U);
}

TEST(LineEditor, ShowsNothingOfAPassword) {
  Typist typist;
  typist.begin(Echo::hidden, Questions::typed);
  typist.type("se?cret\x02\x7f\x1b[A\x05X\x17s3cret\t");
  EXPECT_EQ(typist.take_echoed(), "");
  EXPECT_EQ(typist.type("\r"), Event::line);
  EXPECT_EQ(typist.take_echoed(), "\n");
  EXPECT_EQ(typist.editor().take_text(), "s3cret\t");
  EXPECT_TRUE(typist.history().lines().empty());
  typist.begin();
  typist.type("\x19");
  EXPECT_EQ(typist.line(), "|");
}

TEST(LineEditor, WalksThroughTheHistory) {
  Typist typist;
  typist.enter("show clock");
  typist.enter("show ip ssh");
  typist.type("typed");
  typist.type("\x1b[A");
  EXPECT_EQ(typist.line(), "show ip ssh|");
  typist.type("\x10");
  EXPECT_EQ(typist.line(), "show clock|");
  EXPECT_EQ(typist.screen().lines().back(), "R#show clock");
  typist.type("\x10");
  EXPECT_EQ(typist.line(), "show clock|");
  EXPECT_EQ(typist.screen().bells(), 1U);
  typist.type("\x0e\x1b[B");
  EXPECT_EQ(typist.line(), "typed|");
  EXPECT_EQ(typist.screen().lines().back(), "R#typed");
}

TEST(LineEditor, ForgetsALineThatIsGivenUp) {
  struct Row {
    std::string_view key;
    Event event;
  };
  for (const Row& row :
       {Row{"\x03", Event::interrupt}, Row{"\x1a", Event::suspend}, Row{"\x1e", Event::abort}}) {
    Typist typist{10};
    EXPECT_EQ(typist.type("12345678abc\x01" + std::string{row.key}), row.event);
    // Ctrl-Z may also be the end of a text, of which this is the last line.
    EXPECT_EQ(typist.editor().take_text(), row.event == Event::suspend ? "12345678abc" : "");
    EXPECT_EQ(typist.screen().cursor(), (Screen::Place{1, 3}));
    EXPECT_TRUE(typist.history().lines().empty());
  }
}

TEST(LineEditor, EndsOnlyAnEmptyLine) {
  Typist typist;
  EXPECT_EQ(typist.type("\x1b[3~"), Event::nothing);
  EXPECT_EQ(typist.type("ab\x01\x04"), Event::nothing);
  EXPECT_EQ(typist.line(), "|b");
  EXPECT_EQ(typist.type("\x04\x04"), Event::end);
}

TEST(LineEditor, TakesNoMoreThanTheLongestLine) {
  Typist typist{40, 5};
  typist.type(std::string(100000, 'a'));
  EXPECT_EQ(typist.editor().text(), "aaaaa");
  EXPECT_EQ(typist.take_echoed(), "aaaaa\a");
  typist.type("\xc3\xbc\x7f\xc3\xbc");
  EXPECT_EQ(typist.line(), "aaaa|");
  typist.editor().insert("bb");
  EXPECT_EQ(typist.line(), "aaaa|");
  typist.type("\x17\x19\x19");
  EXPECT_EQ(typist.line(), "aaaa|");
}

TEST(LineEditor, SharesItsDecoderSoThatAnEnterIsOneForAllWhoRead) {
  Typist typist;
  std::string_view input = "\r";
  EXPECT_EQ(typist.editor().keys().take(input), KeyPress{Key::enter});
  EXPECT_EQ(typist.type("\n"), Event::nothing);
  EXPECT_EQ(typist.type("\n"), Event::line);
}

TEST(LineEditor, TakesAnyBytes) {
  std::mt19937 random{5};
  for (int count = 0; count < 300; ++count) {
    std::string keys(random() % 200, ' ');
    for (char& key : keys) key = static_cast<char>(random());
    Typist typist{static_cast<unsigned>(random() % 30), 50};
    typist.type(keys);
    EXPECT_LE(typist.editor().text().size(), 50U);
  }
}

}  // namespace
}  // namespace ferry::terminal
