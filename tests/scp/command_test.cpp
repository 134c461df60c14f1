#include "scp/command.h"

#include <gmock/gmock.h>

namespace ferry::scp {
namespace {

using ::testing::ElementsAre;

Command parsed(std::string_view line) {
  const auto command = parse_command(line);
  EXPECT_TRUE(command && *command) << line;
  return command && *command ? **command : Command{};
}

std::string error_of(std::string_view line) {
  const auto command = parse_command(line);
  EXPECT_TRUE(command && !*command) << line;
  return command && !*command ? command->error().message : std::string{};
}

/// One exec line as a client sends it, and its flags as letters in the order t f r p d v.
struct Form {
  std::string_view client;
  std::string_view line;
  std::string_view flags;
  std::string_view path;
};

std::string flags_of(const Command& command) {
  std::string flags{command.direction == Direction::sink ? "t" : "f"};
  if (command.recursive) flags += 'r';
  if (command.times) flags += 'p';
  if (command.target_is_directory) flags += 'd';
  if (command.verbose) flags += 'v';
  return flags;
}

class EveryClient : public ::testing::TestWithParam<Form> {};

TEST_P(EveryClient, IsUnderstood) {
  const Form& form = GetParam();
  const Command command = parsed(form.line);
  EXPECT_EQ(flags_of(command), form.flags) << form.client;
  EXPECT_THAT(command.paths, ElementsAre(form.path)) << form.client;
  EXPECT_EQ(command.whole, form.path) << form.client;
}

INSTANTIATE_TEST_SUITE_P(
    Command, EveryClient,
    ::testing::Values(
        Form{"OpenSSH", "scp -t flash:/F", "t", "flash:/F"}, Form{"OpenSSH -p", "scp -p -t F", "tp", "F"},
        Form{"OpenSSH to a directory", "scp -d -t flash:", "td", "flash:"},
        Form{"OpenSSH several, recursive", "scp -r -d -t flash:/", "trd", "flash:/"},
        Form{"OpenSSH -v", "scp -v -f flash:F", "fv", "flash:F"},
        Form{"OpenSSH, unquoted blanks", "scp -t flash:/a b.txt", "t", "flash:/a b.txt"},
        Form{"OpenSSH, unquoted double blank", "scp -t flash:/a  b.txt", "t", "flash:/a  b.txt"},
        Form{"OpenSSH, dash", "scp -t -- -odd", "t", "-odd"},
        Form{"OpenSSH, apostrophe", "scp -t flash:/it's", "t", "flash:/it's"},
        Form{"pscp", "scp -r -p -f flash:/", "frp", "flash:/"},
        Form{"scp.py", "scp -r -t 'flash:/a b'", "tr", "flash:/a b"},
        Form{"scp.py with a limit", "scp -l 200 -t F", "t", "F"},
        Form{"limit without a blank", "scp -l200 -t F", "t", "F"}, Form{"asyncssh", "scp -t -p F", "tp", "F"},
        Form{"asyncssh", "scp -f -p -r F", "frp", "F"},
        Form{"libssh2", "scp -t '/flash:/F'", "t", "/flash:/F"},
        Form{"libssh2", "scp -pf '/flash:/F'", "fp", "/flash:/F"},
        Form{"libssh2 with a quote", "scp -pt 'it'\"'\"'s'", "tp", "it's"},
        Form{"libssh", "scp -t  'F'", "t", "F"}, Form{"libssh", "scp -f  'a b'", "f", "a b"},
        Form{"net-scp", "scp -t a\\ b", "t", "a b"}, Form{"go-scp", "scp -qt \"flash:/F\"", "t", "flash:/F"},
        Form{"go-scp %q", "scp -f \"a\\\"b\\\\c\"", "f", "a\"b\\c"},
        Form{"SSH.NET", "scp -r -p -d -t \"flash:/dir\"", "trpd", "flash:/dir"},
        Form{"SSH.NET", "scp -prf \"DIR\"", "frp", "DIR"},
        Form{"WinSCP", "/usr/bin/scp -r -d -t \"DIR\"", "trd", "DIR"},
        Form{"compression", "scp -C -q -v -t F", "tv", "F"}, Form{"empty quotes", "scp -t ''", "t", ""},
        Form{"backslash in single quotes", "scp -t 'a\\b'", "t", "a\\b"},
        Form{"backslash in double quotes", "scp -t \"a\\b\\$c\"", "t", "a\\b$c"},
        Form{"backslash at the end", "scp -t a\\", "t", "a\\"},
        Form{"open double quote", "scp -t 3.5\"", "t", "3.5\""},
        Form{"trailing blanks", "  scp   -t\tF  ", "t", "F"}, Form{"a lone dash", "scp -t -", "t", "-"},
        Form{"shell characters", "scp -t a;b|c$(d)`e`&>f", "t", "a;b|c$(d)`e`&>f"}));

TEST(Command, ASourceKeepsItsWordsAndTheWholeOfThem) {
  const Command command = parsed("scp -f flash:a  'b c' d");
  EXPECT_THAT(command.paths, ElementsAre("flash:a", "b c", "d"));
  EXPECT_EQ(command.whole, "flash:a  b c d");
}

TEST(Command, FlagsEndAtTheFirstPath) {
  EXPECT_EQ(parsed("scp -t F -r").whole, "F -r");
  EXPECT_FALSE(parsed("scp -t F -r").recursive);
}

TEST(Command, OtherProgramsAreNotScp) {
  for (const std::string_view line :
       {"", " ", "show version", "scpx -t F", "/tmp/scp -t F", "sh -c 'scp -t F'", "\"\" scp -t F"}) {
    EXPECT_FALSE(parse_command(line)) << line;
  }
}

TEST(Command, SaysWhatIsWrong) {
  EXPECT_EQ(error_of("scp F"), "scp: one of -t and -f is needed");
  EXPECT_EQ(error_of("scp"), "scp: one of -t and -f is needed");
  EXPECT_EQ(error_of("scp -t -f F"), "scp: -t and -f exclude each other");
  EXPECT_EQ(error_of("scp -t"), "scp: a file name is missing");
  EXPECT_EQ(error_of("scp -t --"), "scp: a file name is missing");
  EXPECT_EQ(error_of("scp -tx F"), "scp: unknown option -- x");
  EXPECT_EQ(error_of("scp -\x1bt F"), "scp: unknown option -- \\x1b");
  EXPECT_EQ(error_of("scp -l many -t F"), "scp: option -l needs a number");
  EXPECT_EQ(error_of("scp -t -l"), "scp: option -l needs a number");
  EXPECT_EQ(error_of("scp --help"), "scp: unknown option -- -");
}

/// A line that IOS would take, and the name that it would look for; or what it would say.
struct StrictForm {
  std::string_view line, path, error;
};

TEST(StrictCommand, IsReadAsIosReadsIt) {
  for (const auto& [line, path, error] : {StrictForm{"scp -t flash:/a", "flash:/a", ""},
                                          {"scp -v -f flash:/a b", "flash:/a b", ""},
                                          {"scp -f 'flash:/a'", "'flash:/a'", ""},
                                          {"scp -f  flash:/a", " flash:/a", ""},
                                          {"scp -p -t flash:/a", "", "-p -d options not supported"},
                                          {"scp -rf flash:/a", "", "-p -d options not supported"},
                                          {"scp -t -d flash:/a", "", "-p -d options not supported"},
                                          {"scp -X -t a", "", "scp: unknown option -- X"},
                                          {"scp flash:/a", "", "scp: one of -t and -f is needed"},
                                          {"scp -t", "", "scp: a file name is missing"},
                                          {"scp -t ", "", "scp: a file name is missing"}}) {
    const auto command = parse_strict_command(line);
    ASSERT_TRUE(command) << line;
    EXPECT_EQ(command->has_value() ? (**command).whole : "", path) << line;
    EXPECT_EQ(command->has_value() ? "" : command->error().message, error) << line;
  }
  EXPECT_FALSE(parse_strict_command("show version"));
  EXPECT_FALSE(parse_strict_command(""));
}

}  // namespace
}  // namespace ferry::scp
