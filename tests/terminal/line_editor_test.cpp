#include "terminal/line_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "support/screen.h"

namespace ferry::terminal {
namespace {

using Event = LineEditor::Event;
using Questions = LineEditor::Questions;
using testing::Screen;
using Lines = std::vector<std::string>;
using ::testing::ElementsAre;

/// Somebody at a terminal behind the prompt "R#".
class Typist {
 public:
  explicit Typist(unsigned columns = 40, std::size_t longest = 200)
      : screen_{columns == 0 ? 400 : columns, 30}, editor_{longest} {
    editor_.set_width(columns);
    begin();
  }

  void begin(Echo echo = Echo::visible, Questions questions = Questions::asked) {
    write("R#");
    editor_.begin("R#", echo, questions, &history_);
  }

  /// The last thing that happened.
  Event type(std::string_view keys) {
    Event last = Event::nothing;
    do {
      last = editor_.feed(keys);
      std::string echo = editor_.take_echo();
      echoed_ += echo;
      write(echo);
      if (last == Event::help) write("\n" + editor_.redisplay());
    } while (!keys.empty());
    return last;
  }
  void enter(std::string_view keys) {
    EXPECT_EQ(type(std::string{keys} + "\r"), Event::line);
    (void)editor_.take_text();
    begin();
  }
  void write(std::string_view text) {
    for (const char byte : text) screen_.write(byte == '\n' ? "\r\n" : std::string{byte});
  }

  /// The line with a | where the cursor is.
  [[nodiscard]] std::string line() const {
    std::string text = editor_.text();
    return text.insert(editor_.before_cursor().size(), 1, '|');
  }
  /// What was echoed since the last call.
  [[nodiscard]] std::string take_echoed() { return std::exchange(echoed_, {}); }
  [[nodiscard]] const Screen& screen() const { return screen_; }
  LineEditor& editor() { return editor_; }
  History& history() { return history_; }

 private:
  Screen screen_;
  LineEditor editor_;
  History history_;
  std::string echoed_;
};

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

TEST(LineEditor, ShowsAnInsertionInTheMiddle) {
  Typist typist;
  typist.type("sow\x02\x02");
  EXPECT_EQ(typist.take_echoed(), "sow\b\b");
  typist.type("h");
  EXPECT_EQ(typist.take_echoed(), "how\b\b");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#show"}));
}

TEST(LineEditor, ErasesAtTheEndWithABlank) {
  Typist typist;
  typist.type("ab");
  (void)typist.take_echoed();
  typist.type("\x7f");
  EXPECT_EQ(typist.take_echoed(), "\b \b");
}

TEST(LineEditor, ErasesAcrossTheMargin) {
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

TEST(LineEditor, MovesAndInsertsAcrossTheMargin) {
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

TEST(LineEditor, EndsAWrappedLineBelowIt) {
  Typist typist{10};
  typist.type("12345678abcdefgh\x01\r");
  typist.write("next");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abcdefgh", "next"}));
}

TEST(LineEditor, EndsALineThatFillsTheScreenLineWithoutAnEmptyOne) {
  Typist typist{10};
  typist.type("12345678\r");
  typist.write("next");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "next"}));
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

TEST(LineEditor, ShowsControlCharactersSoThatTheyDoNothing) {
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
    EXPECT_TRUE(typist.editor().empty());
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

TEST(LineEditor, WritesNoMoreThanTheLineForAnyNumberOfKeys) {
  for (const char key : std::string_view{"X\x02\x06\x07\x7f\x12\x14\x10\x19"}) {
    Typist typist{80, 200};
    typist.type(std::string(150, 'a') + "\x17\x19\x01");
    (void)typist.take_echoed();
    typist.type(std::string(50000, key));
    EXPECT_LT(typist.take_echoed().size(), 2000U) << static_cast<int>(key);
  }
}

TEST(LineEditor, ShowsTheLineAnewOnAFreshScreenLine) {
  Typist typist{10};
  typist.type("12345678abc\x01\x06\x0c");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abc", "R#12345678", "abc"}));
  EXPECT_EQ(typist.screen().cursor(), (Screen::Place{2, 3}));
}

TEST(LineEditor, MakesRoomForWhatIsWrittenInBetween) {
  Typist typist{10};
  typist.type("12345678abc\x01\x06");
  typist.write(typist.editor().leave_line());
  typist.write("\n%MESSAGE\n" + typist.editor().redisplay());
  typist.type("X");
  EXPECT_EQ(typist.screen().lines(), (Lines{"R#12345678", "abc", "%MESSAGE", "R#1X234567", "8abc"}));
}

TEST(LineEditor, SharesItsDecoderSoThatAnEnterIsOneForAllWhoRead) {
  Typist typist;
  std::string_view input = "\r";
  EXPECT_EQ(typist.editor().keys().take(input), KeyPress{Key::enter});
  EXPECT_EQ(typist.type("\n"), Event::nothing);
  EXPECT_EQ(typist.type("\n"), Event::line);
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

TEST(LineEditor, LooksTheSameHoweverTheLineCameAboutAndTheKeysWereCut) {
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
