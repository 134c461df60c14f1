#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commands/watched_output.h"
#include "desk.h"

namespace ferry::commands {
namespace {

using testing::administrator;
using testing::at_console;
using testing::Desk;
using ::testing::EndsWith;
using testing::guest;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::TestDevice;

using std::chrono::minutes;
using std::chrono::seconds;

void configure(TestDevice& device, void (*change)(config::LineVty&)) {
  device.running.update([=](config::Config& config) {
    change(config.vty.front());
    change(config.console);
  });
}

std::string numbered_lines(int count) {
  std::string text;
  for (int line = 1; line <= count; ++line) text += "line " + std::to_string(line) + "\n";
  return text;
}

TEST(Shell, EchoesWhatIsTypedAsItIsAndNothingElse) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("terminal width 511"), "terminal width 511");
  EXPECT_EQ(desk.type("\r"), "\nRouter#");
}

TEST(Shell, TakesALineAfterTheOtherWhenTheyAreTypedAhead) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("\nterminal length 0\r\n\r\0terminal width 0\r"),
            "\nRouter#terminal length 0\nRouter#\nRouter#");
}

TEST(Shell, SwallowsALoneNul) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type(std::string(3, '\0')), "");
}

TEST(Shell, ShowsHelpAtOnceAndTheLineAgain) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("terminal len?"), "terminal len?\nlength  \n\nRouter#terminal len");
  EXPECT_EQ(desk.type("gth 0\r"), "gth 0\nRouter#");
}

TEST(Shell, CompletesAWordThatOnlyOneKeywordBegins) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("term\tlen\t"), "term\nRouter#terminal len\nRouter#terminal length ");
}

TEST(Shell, ShowsTheLineAgainWhenNothingCanBeCompleted) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("s\t"), "s\nRouter#s");
}

TEST(Shell, TakesTheCommandInFrontOfControlZ) {
  TestDevice device;
  Desk desk{device};
  desk.type("configure terminal\r");
  EXPECT_EQ(desk.type("hostname R2\x1a"), "hostname R2^Z\nR2#");
}

TEST(Shell, KeepsAHistoryForExecModeAndAnotherForTheConfiguration) {
  TestDevice device;
  Desk desk{device};
  desk.type("terminal length 0\rconfigure terminal\rhostname R2\r");
  EXPECT_EQ(desk.type("\x10"), "hostname R2");
  EXPECT_EQ(desk.type("\x03"), "^C\nR2#");
  EXPECT_EQ(desk.type("\x10"), "configure terminal");
}

TEST(Paging, StopsWhenTheScreenIsFullAndGoesOnByKey) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  Desk desk{device};
  desk.type("terminal length 10\r");
  EXPECT_THAT(desk.type("more long.txt\r"), EndsWith("line 9\n --More-- "));
  EXPECT_THAT(desk.type("\r"), EndsWith("line 10\n --More-- "));
  EXPECT_THAT(desk.type(" "), EndsWith("line 19\n --More-- "));
  EXPECT_THAT(desk.type("q"), EndsWith("Router#"));
}

TEST(Paging, FindsAPattern) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  Desk desk{device};
  desk.type("terminal length 5\rmore long.txt\r");
  EXPECT_THAT(desk.type("/e 7\r"), HasSubstr("\nline 7\n"));
}

TEST(Paging, DoesNotStopInAPipe) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  Desk desk{device, administrator, Echo::off};
  EXPECT_THAT(desk.type("more long.txt\n"), HasSubstr("line 100\n"));
}

TEST(Paging, FollowsTheWindowUntilALengthIsTyped) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  Desk desk{device};
  desk.mailbox->resize({.length = 5, .width = 80});
  EXPECT_THAT(desk.type("more long.txt\r"), EndsWith("line 4\n --More-- "));
  desk.type("qterminal length 7\r");
  desk.mailbox->resize({.length = 50, .width = 80});
  EXPECT_THAT(desk.type("more long.txt\r"), EndsWith("line 6\n --More-- "));
}

TEST(Modifiers, FilterWhatACommandShows) {
  TestDevice device;
  device.write_file("a.txt", numbered_lines(30));
  Desk desk{device};
  EXPECT_EQ(desk.type("more a.txt | include 3$\r"),
            "more a.txt | include 3$\nline 3\nline 13\nline 23\nRouter#");
  EXPECT_THAT(desk.type("more a.txt | i 2[89]|e 1$\r"), EndsWith("\nline 1\nline 28\nline 29\nRouter#"));
  EXPECT_THAT(desk.type("more a.txt | count 1\r"), HasSubstr("Number of lines which match regexp = 12"));
  EXPECT_THAT(desk.type("more a.txt | begin 30\r"), EndsWith("\nline 30\nRouter#"));
}

TEST(Modifiers, PutTheOutputIntoAFile) {
  TestDevice device;
  Desk desk{device};
  EXPECT_EQ(desk.type("show privilege | redirect p.txt\r"), "show privilege | redirect p.txt\nRouter#");
  EXPECT_THAT(desk.type("show privilege | append p.txt\r"), EndsWith("p.txt\nRouter#"));
  EXPECT_THAT(desk.type("show privilege | tee flash:q.txt\r"), EndsWith("level is 15\nRouter#"));
  EXPECT_THAT(desk.type("more p.txt\r"),
              EndsWith("Current privilege level is 15\nCurrent privilege level is 15\nRouter#"));
  EXPECT_THAT(desk.type("more q.txt\r"), EndsWith("\nCurrent privilege level is 15\nRouter#"));
}

TEST(Modifiers, SayWhatIsWrongWithThem) {
  TestDevice device;
  Desk desk{device};
  EXPECT_THAT(desk.type("show privilege | incl (\r"), HasSubstr("% Bad regular expression: "));
  EXPECT_THAT(desk.type("show privilege | nonsense x\r"),
              HasSubstr("\n                        ^\n% Invalid input detected"));
  EXPECT_THAT(desk.type("show privilege |\r"), HasSubstr("% Incomplete command."));
  EXPECT_THAT(desk.type("show privilege | redirect nosuch:a\r"), HasSubstr("%Error opening nosuch:a ("));
}

TEST(Modifiers, AreExplained) {
  TestDevice device;
  Desk desk{device};
  EXPECT_THAT(desk.type("show privilege | ?"), HasSubstr("\n  include   "));
  EXPECT_THAT(desk.type("\x15show privilege | sec\t"), EndsWith("#show privilege | section "));
}

TEST(Interrupt, EndsACommandThatIsShowingSomething) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(50'000));
  Desk desk{device};
  desk.type("terminal length 0\r");
  desk.stream->type("more long.txt\r");
  desk.stream->type("\x03");
  EXPECT_THAT(desk.look(), Not(HasSubstr("line 50000")));
  EXPECT_THAT(desk.type("show privilege\r"), HasSubstr("level is 15"));
}

TEST(Messages, StandOnLinesOfTheirOwn) {
  TestDevice device;
  Desk desk{device};
  desk.type("show pri");
  device.typists.send(std::nullopt, "hello\n");
  EXPECT_EQ(desk.look(), "\nhello\n");
  EXPECT_EQ(desk.type("vilege\r"), "vilege\nCurrent privilege level is 15\nRouter#");
}

TEST(Messages, BringTheLineBackWithLoggingSynchronous) {
  TestDevice device;
  configure(device, [](config::LineVty& line) { line.logging_synchronous = true; });
  Desk desk{device};
  desk.type("show pri");
  device.typists.send(std::nullopt, "hello\n");
  EXPECT_EQ(desk.look(), "\nhello\nRouter#show pri");
}

TEST(Messages, ReachOnlyWhoWantsThem) {
  TestDevice device;
  Desk one{device};
  Desk other{device, guest};
  one.type("terminal monitor\r");
  device.typists.send_to_monitors(LineId::Kind::vty, "logged\n");
  EXPECT_EQ(one.look(), "\nlogged\n");
  EXPECT_EQ(other.look(), "");
}

TEST(Messages, ThatNobodyTakesAreDroppedAndCounted) {
  TestDevice device;
  Desk desk{device};
  for (int count = 0; count < 1000; ++count) device.typists.send(std::nullopt, std::string(1000, 'x') + "\n");
  const std::string shown = desk.look();
  EXPECT_LT(shown.size(), Mailbox::most_bytes + 1000);
  EXPECT_THAT(shown, HasSubstr("messages came too fast and were dropped"));
}

TEST(Timeout, EndsASessionThatIsIdle) {
  TestDevice device;
  configure(device, [](config::LineVty& line) { line.exec_timeout = minutes{5}; });
  Desk desk{device};
  device.clock.advance(minutes{4});
  desk.type("terminal length 0\r");
  device.clock.advance(minutes{4});
  desk.mailbox->deliver("");
  desk.look();
  EXPECT_FALSE(desk.has_ended());
  device.clock.advance(minutes{2});
  desk.mailbox->deliver("");
  desk.look();
  EXPECT_TRUE(desk.has_ended());
  EXPECT_THAT(device.log_buffer.lines(),
              ::testing::ElementsAre(HasSubstr("%SYS-6-TTY_EXPIRE_TIMER: (exec timer expired, tty 2"),
                                     HasSubstr("%SYS-6-LOGOUT: User admin has exited tty session 2")));
}

TEST(Timeout, OfTheWholeSessionEndsABusyOneToo) {
  TestDevice device;
  configure(device, [](config::LineVty& line) { line.absolute_timeout = minutes{5}; });
  Desk desk{device};
  device.clock.advance(minutes{6});
  desk.type("terminal length 0\r");
  EXPECT_TRUE(desk.has_ended());
}

TEST(Timeout, NeverComesWhereItIsSwitchedOff) {
  TestDevice device;
  configure(device, [](config::LineVty& line) { line.exec_timeout = seconds{0}; });
  Desk desk{device};
  device.clock.advance(minutes{100'000});
  EXPECT_THAT(desk.type("\r"), "\nRouter#");
}

TEST(Timeout, AtTheConsoleWaitsForTheNextTypist) {
  TestDevice device;
  Desk desk{device, at_console};
  desk.type("enable\r");
  device.clock.advance(minutes{11});
  desk.mailbox->deliver("");
  EXPECT_THAT(desk.look(), HasSubstr("Router con0 is now available\n\n\nPress RETURN to get started."));
  EXPECT_FALSE(desk.has_ended());
  EXPECT_EQ(desk.type("x"), "");
  EXPECT_EQ(desk.type("\r"), "\nRouter>");
}

TEST(HangUp, EndsTheShellAndSaysWhy) {
  TestDevice device;
  Desk desk{device};
  device.typists.hang_up({LineId::Kind::vty, 0}, "The line was cleared.");
  EXPECT_THAT(desk.look(), HasSubstr("The line was cleared.\n"));
  EXPECT_TRUE(desk.has_ended());
  EXPECT_TRUE(device.typists.list().empty());
}

TEST(HangUp, EndsAQuestionAndAPauseToo) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  for (const char* keys : {"more long.txt\r", "delete long.txt\r", "delete long.txt\r\r", "show ?"}) {
    Desk desk{device};
    desk.type(keys);
    device.typists.hang_up({LineId::Kind::vty, 0}, "");
    desk.look();
    EXPECT_TRUE(desk.has_ended()) << keys;
  }
  EXPECT_TRUE(device.files.stat(*device.files.parse("long.txt", device.files.root())).has_value());
}

TEST(HangUp, OfThePeerEndsEverythingToo) {
  TestDevice device;
  device.write_file("long.txt", numbered_lines(100));
  for (const char* keys : {"", "show pri", "more long.txt\r", "delete long.txt\r", "delete long.txt\r\r"}) {
    Desk desk{device};
    desk.type(keys);
    desk.stream->end();
    desk.look();
    EXPECT_TRUE(desk.has_ended()) << keys;
  }
  EXPECT_TRUE(device.files.stat(*device.files.parse("long.txt", device.files.root())).has_value());
}

TEST(Confirm, TakesOneKey) {
  TestDevice device;
  device.write_file("a.txt", "");
  device.write_file("b.txt", "");
  Desk desk{device};
  desk.type("delete a.txt\r\r");
  EXPECT_EQ(desk.type("n"), "\nDelete of flash:/a.txt aborted!\nRouter#");
  desk.type("delete a.txt\r\r");
  EXPECT_EQ(desk.type("y"), "\nRouter#");
  desk.type("delete b.txt\r\r");
  EXPECT_EQ(desk.type("\r"), "\nRouter#");
  EXPECT_THAT(desk.type("dir\r"), HasSubstr("No files in directory"));
}

TEST(WatchedOutput, ClosesAStreamThatNobodyReads) {
  const SystemClock clock;
  net::EventLoop loop;
  const auto stream = std::make_shared<testing::TypedStream>(loop);
  StreamOutput plain{*stream, LineEnds::lf};
  WatchedOutput output{
      plain, {.loop = loop, .clock = clock, .stream = stream, .patience = std::chrono::milliseconds{1}}};
  struct Flow {
    static net::Task<void> run(Output& output, net::EventLoop& loop, bool& failed) {
      const Result<void> written = co_await output.write("text");
      failed = !written;
      loop.stop();
    }
  };
  bool failed = false;
  stream->stop_reading();
  loop.spawn(Flow::run(output, loop, failed));
  loop.run();
  EXPECT_TRUE(failed);
  EXPECT_TRUE(stream->is_closed());
}

}  // namespace
}  // namespace ferry::commands
