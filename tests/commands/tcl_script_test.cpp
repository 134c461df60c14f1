#include "commands/tcl_script.h"

#include <gmock/gmock.h>

namespace ferry::commands::tcl {
namespace {

/// A command as text: words between bars, variables as $name, scripts in brackets.
std::string shown(std::string_view script) {
  std::string text;
  for (std::size_t position = 0; position < script.size();) {
    const auto command = next_command(script, position);
    if (!command) return text + "error: " + command.error();
    for (const Word& word : *command) {
      text += "|";
      for (const Part& part : word) {
        if (part.kind == Part::Kind::variable) text += "$";
        text += part.kind == Part::Kind::script ? "[" + part.text + "]" : part.text;
      }
    }
    text += "|;";
  }
  return text;
}

bool is_complete(std::initializer_list<std::string_view> lines) {
  Completeness completeness;
  for (const auto line : lines) completeness.add_line(line);
  return completeness.is_complete();
}

TEST(TclScript, SplitsCommandsAtLineEndsAndSemicolons) {
  EXPECT_EQ(shown("set a 1; set b 2\nset c 3"), "|set|a|1|;|set|b|2|;|set|c|3|;");
  EXPECT_EQ(shown("  set\ta \\\n 1\n"), "|set|a|1|;");
  EXPECT_EQ(shown(""), "");
}

TEST(TclScript, TakesWhatIsInBracesAsItIs) {
  EXPECT_EQ(shown("puts {a $b [c] {d} \"e\" ; #}"), "|puts|a $b [c] {d} \"e\" ; #|;");
  EXPECT_EQ(shown("puts {line 1\n line 2\n}"), "|puts|line 1\n line 2\n|;");
  EXPECT_EQ(shown("puts {a\\{b}"), "|puts|a\\{b|;");
  EXPECT_EQ(shown("puts {a\\\n   b}"), "|puts|a b|;");
  EXPECT_EQ(shown("puts {}"), "|puts||;");
}

TEST(TclScript, FindsVariablesAndScriptsInWordsAndQuotes) {
  EXPECT_EQ(shown("puts \"a $b [c d] e\""), "|puts|a $b [c d] e|;");
  EXPECT_EQ(shown("puts $a${b c}d$"), "|puts|$a$b cd$|;");
  EXPECT_EQ(shown("puts [open \"flash:x\" w+] {text}"), "|puts|[open \"flash:x\" w+]|text|;");
  EXPECT_EQ(shown("puts [a [b {]}]]"), "|puts|[a [b {]}]]|;");
}

TEST(TclScript, ReadsBackslashes) {
  EXPECT_EQ(shown("puts \"a\\n\\t\\$b\\[c\\]\\\"\\\\\""), "|puts|a\n\t$b[c]\"\\|;");
  EXPECT_EQ(shown("puts a\\ b\\;c\\"), "|puts|a b;c\\|;");
}

TEST(TclScript, LeavesCommentsOut) {
  EXPECT_EQ(shown("# a comment; with {\nset a #1"), "|;|set|a|#1|;");
}

TEST(TclScript, SaysWhatIsOpenAtTheEnd) {
  EXPECT_EQ(shown("puts {a"), "error: missing close-brace");
  EXPECT_EQ(shown("puts \"a"), "error: missing \"");
  EXPECT_EQ(shown("puts [a"), "error: missing close-bracket");
  EXPECT_EQ(shown("puts [a\\"), "error: missing close-bracket");
  EXPECT_EQ(shown("puts ${a"), "error: missing close-brace for variable name");
  EXPECT_EQ(shown("puts {a}b"), "error: extra characters after close-brace");
  EXPECT_EQ(shown("puts \"a\"b"), "error: extra characters after close-quote");
}

TEST(TclScript, KnowsWhenAScriptIsComplete) {
  EXPECT_TRUE(is_complete({"set a 1"}));
  EXPECT_TRUE(is_complete({""}));
  EXPECT_FALSE(is_complete({"puts [open \"flash:x\" w+] {"}));
  EXPECT_FALSE(is_complete({"puts [open \"flash:x\" w+] {", "hostname R1", "{"}));
  EXPECT_FALSE(is_complete({"puts [open \"flash:x\" w+] {", "hostname R1", "{", "}"}));
  EXPECT_TRUE(is_complete({"puts [open \"flash:x\" w+] {", "hostname R1", "{", "}", "}"}));
  EXPECT_FALSE(is_complete({"puts [open \"flash:x\" w+] {banner \\}"}));
  EXPECT_FALSE(is_complete({"puts \"a"}));
  EXPECT_TRUE(is_complete({"puts \"a", "b\""}));
  EXPECT_FALSE(is_complete({"set a \\"}));
  EXPECT_TRUE(is_complete({"set a \\", "1"}));
  EXPECT_TRUE(is_complete({"# {"}));
  EXPECT_TRUE(is_complete({"puts a{b"}));
}

TEST(TclScript, GivesUpOnWhatIsNestedTooDeep) {
  const std::string braces = "puts " + std::string(deepest + 1, '{');
  EXPECT_TRUE(is_complete({braces}));
  EXPECT_EQ(shown(braces), "error: missing close-brace");
  EXPECT_EQ(shown("puts " + std::string(deepest + 1, '[')), "error: too many nested brackets");
}

TEST(TclScript, SplitsLists) {
  using ::testing::ElementsAre;
  EXPECT_THAT(*list_elements("a b\nc"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*list_elements(" {show clock} {} x\\ y "), ElementsAre("show clock", "", "x y"));
  EXPECT_THAT(*list_elements(""), ElementsAre());
  EXPECT_EQ(list_elements("a {b").error(), "unmatched open brace in list");
}

TEST(TclScript, EndsEveryBeginningOfAScript) {
  const std::string script = "set a [b {c} \"d $e\"]; # f\nputs \"${g} \\n\" {h {i} \\} }\n";
  for (std::size_t length = 0; length <= script.size(); ++length) {
    const std::string_view part = std::string_view{script}.substr(0, length);
    std::size_t position = 0;
    while (position < part.size()) {
      const std::size_t before = position;
      if (!next_command(part, position)) break;
      ASSERT_GT(position, before) << part;
    }
    ASSERT_LE(position, part.size()) << part;
  }
}

}  // namespace
}  // namespace ferry::commands::tcl
