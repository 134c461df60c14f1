#include "log/log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "log/line_sink.h"
#include "support/fake_clock.h"

namespace ferry::log {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;

WallTime at(int month, int day, std::chrono::milliseconds time_of_day) {
  using namespace std::chrono;
  return sys_days{year{2026} / month / day} + time_of_day;
}

/// Keeps what it was given.
class Collector final : public Sink {
 public:
  void write(const Message& message) override { messages.push_back(message); }
  std::vector<Message> messages;
};

/// A message of 2026-09-13 09:17:32.535, 258 seconds after the start.
Message sample() {
  using namespace std::chrono_literals;
  Message message;
  message.facility = "SYS";
  message.severity = Severity::notifications;
  message.mnemonic = "CONFIG_I";
  message.text = "Configured from console by console";
  message.time = at(9, 13, 9h + 17min + 32s + 535ms);
  message.uptime = 258s;
  message.sequence = 123;
  return message;
}

Message sample_debug() {
  Message message = sample();
  message.facility = message.mnemonic = "";
  message.severity = Severity::debugging;
  message.text = "SCP: [22 -> 10.1.1.2:61656] send <OK>";
  return message;
}

struct FormatRow {
  Format format;
  const char* line;
  const char* debug_line;
};

TEST(LogFormat, FollowsServiceTimestampsAndSequenceNumbers) {
  constexpr Stamp none{.kind = Stamp::Kind::none};
  constexpr Stamp uptime{.kind = Stamp::Kind::uptime};
  constexpr Stamp seconds{.milliseconds = false};
  constexpr Stamp zone{.timezone = true};
  constexpr Stamp everything{.timezone = true, .year = true};
  const std::string log_text = "%SYS-5-CONFIG_I: Configured from console by console";
  const std::string debug_text = "SCP: [22 -> 10.1.1.2:61656] send <OK>";
  const FormatRow rows[] = {
      {{}, "*Sep 13 09:17:32.535: ", "*Sep 13 09:17:32.535: "},
      {{.log = none}, "", "*Sep 13 09:17:32.535: "},
      {{.debug = none}, "*Sep 13 09:17:32.535: ", ""},
      {{.log = uptime, .debug = seconds}, "00:04:18: ", "*Sep 13 09:17:32: "},
      {{.log = zone, .debug = uptime}, "*Sep 13 09:17:32.535 UTC: ", "00:04:18: "},
      {{.log = everything}, "*Sep 13 2026 09:17:32.535 UTC: ", "*Sep 13 09:17:32.535: "},
      {{.sequence_numbers = true}, "000123: *Sep 13 09:17:32.535: ", "000123: *Sep 13 09:17:32.535: "},
      {{.log = none, .debug = uptime, .sequence_numbers = true}, "000123: ", "000123: 00:04:18: "},
  };
  for (const FormatRow& row : rows) {
    EXPECT_EQ(format(sample(), row.format), row.line + log_text);
    EXPECT_EQ(format(sample_debug(), row.format), row.debug_line + debug_text);
  }
}

TEST(LogFormat, PadsTheDayWithABlankAndTheTimeWithZeros) {
  using namespace std::chrono_literals;
  EXPECT_EQ(stamp_text({}, {.time = at(3, 1, 2ms)}), "*Mar  1 00:00:00.002: ");
}

TEST(LogFormat, WorksBeforeTheEpoch) {
  using namespace std::chrono;
  EXPECT_EQ(stamp_text({}, {.time = WallTime{-1ms}}), "*Dec 31 23:59:59.999: ");
}

TEST(LogFormat, ShortensALongUptime) {
  using namespace std::chrono;
  const std::pair<Duration, const char*> rows[] = {
      {0s, "00:00:00"},  {23h + 59min + 59s, "23:59:59"}, {24h, "1d00h"},      {6 * 24h + 23h, "6d23h"},
      {7 * 24h, "1w0d"}, {17 * 24h + 5h, "2w3d"},         {364 * 24h, "1y0w"}, {400 * 24h, "1y5w"},
  };
  for (const auto& [uptime, text] : rows) EXPECT_EQ(uptime_text(uptime), text);
}

TEST(Log, StampsMessagesWithTheTimeOfItsClock) {
  ferry::testing::FakeClock clock;
  clock.advance(std::chrono::seconds{5});
  Log log{clock};
  Collector sink;
  log.add(sink, Severity::debugging);
  log.write("SYS", Severity::notifications, "RESTART", "System restarted");
  ASSERT_THAT(sink.messages, SizeIs(1));
  EXPECT_EQ(sink.messages[0].line, "*Jan  1 00:00:05.000: %SYS-5-RESTART: System restarted");
}

TEST(Log, GivesASinkOnlyItsLevelAndWhatIsMoreSevere) {
  constexpr std::array levels = {Severity::emergencies,   Severity::alerts,   Severity::critical,
                                 Severity::errors,        Severity::warnings, Severity::notifications,
                                 Severity::informational, Severity::debugging};
  for (const Severity level : levels) {
    const ferry::testing::FakeClock clock;
    Log log{clock};
    Collector sink;
    log.add(sink, level);
    for (const Severity severity : levels) log.write("F", severity, "M", "t");
    EXPECT_THAT(sink.messages, SizeIs(std::to_underlying(level) + 1U));
  }
}

TEST(Log, ChangesTheLevelOfOneSinkAndRemovesIt) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Collector first;
  Collector second;
  log.add(first, Severity::errors);
  log.add(second, Severity::errors);
  log.debug("not for anybody");
  log.set_level(first, Severity::debugging);
  log.debug("for the first");
  log.remove(first);
  log.write("F", Severity::errors, "M", "for the second");
  ASSERT_THAT(first.messages, SizeIs(1));
  EXPECT_EQ(first.messages[0].text, "for the first");
  ASSERT_THAT(second.messages, SizeIs(1));
  EXPECT_EQ(second.messages[0].text, "for the second");
}

TEST(Log, GivesASinkWithoutALevelNothing) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Collector sink;
  log.add(sink, std::nullopt);
  log.write("F", Severity::emergencies, "M", "t");
  EXPECT_THAT(sink.messages, IsEmpty());
}

TEST(Log, NumbersMessagesThatNobodyTakesToo) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Collector sink;
  log.add(sink, Severity::errors);
  log.debug("for nobody");
  log.write("F", Severity::errors, "M", "t");
  EXPECT_EQ(sink.messages.at(0).sequence, 2U);
}

TEST(Log, HandsOutTheLineAsTheFormatOfThatMomentMakesIt) {
  ferry::testing::FakeClock clock;
  Log log{clock};
  Buffer buffer{1 << 12};
  log.add(buffer, Severity::debugging);
  clock.advance(std::chrono::seconds{258});
  log.debug("first");
  log.set_format({.log = {}, .debug = {.kind = Stamp::Kind::uptime}, .sequence_numbers = true});
  log.debug("second");
  EXPECT_THAT(buffer.lines(), ElementsAre("*Jan  1 00:04:18.000: first", "000002: 00:04:18: second"));
}

TEST(Log, LetsNoTextForgeASecondLineOrMoveTheCursor) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Collector sink;
  log.add(sink, Severity::debugging);
  log.debug("a\r\n*Jan  1 00:00:00.000: %SYS-5-RESTART: forged\x1b[2J");
  EXPECT_EQ(sink.messages[0].text, "a\\x0d\\x0a*Jan  1 00:00:00.000: %SYS-5-RESTART: forged\\x1b[2J");
}

TEST(Log, CutsALongTextBetweenTwoCharacters) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Collector sink;
  log.add(sink, Severity::debugging);
  std::string umlauts;
  for (int i = 0; i < 4000; ++i) umlauts += "\xc3\xa4";
  log.debug(umlauts);
  log.debug("x" + umlauts);
  log.debug(std::string(1'000'000, '\n'));
  log.debug(std::string(max_text_bytes, 'y'));
  for (const Message& message : sink.messages) {
    EXPECT_LE(message.text.size(), max_text_bytes);
    EXPECT_GT(message.text.size(), max_text_bytes - 8);
  }
  EXPECT_THAT(sink.messages[0].text, EndsWith("\xc3\xa4..."));
  EXPECT_THAT(sink.messages[1].text, EndsWith("\xc3\xa4..."));
  EXPECT_EQ(sink.messages[3].text, std::string(max_text_bytes, 'y'));
}

TEST(Log, TakesMessagesFromManyThreads) {
  const ferry::testing::FakeClock clock;
  Log log{clock};
  Buffer buffer{1 << 20};
  log.add(buffer, Severity::debugging);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 100; ++j) log.debug("line");
      });
    }
  }
  EXPECT_EQ(buffer.count(), 400U);
  EXPECT_THAT(buffer.lines(), SizeIs(400));
}

Message text_message(std::string text) {
  Message message;
  message.severity = Severity::debugging;
  message.text = std::move(text);
  message.line = format(message);
  return message;
}

// "*Jan  1 00:00:00.000: a" and its line end.
constexpr std::size_t one_letter_line = 24;

TEST(LogBuffer, KeepsTheNewestLinesWithinItsBytes) {
  Buffer buffer{2 * one_letter_line};
  for (const char* text : {"a", "b", "c"}) buffer.write(text_message(text));
  EXPECT_THAT(buffer.lines(), ElementsAre("*Jan  1 00:00:00.000: b", "*Jan  1 00:00:00.000: c"));
  EXPECT_EQ(buffer.count(), 3U);
}

TEST(LogBuffer, DropsSeveralShortLinesForALongOne) {
  Buffer buffer{3 * one_letter_line};
  for (const char* text : {"a", "b", "c", "a text that takes the room of two"})
    buffer.write(text_message(text));
  EXPECT_THAT(buffer.lines(), ElementsAre(EndsWith("two")));
}

TEST(LogBuffer, LeavesOutALineThatWouldNeverFit) {
  Buffer buffer{one_letter_line};
  buffer.write(text_message("a"));
  buffer.write(text_message("bb"));
  EXPECT_THAT(buffer.lines(), ElementsAre(EndsWith(": a")));
  EXPECT_EQ(buffer.count(), 2U);
}

TEST(LogBuffer, ShrinksFromTheOldEnd) {
  Buffer buffer{3 * one_letter_line};
  for (const char* text : {"a", "b", "c"}) buffer.write(text_message(text));
  buffer.set_capacity(one_letter_line);
  EXPECT_EQ(buffer.capacity(), one_letter_line);
  EXPECT_THAT(buffer.lines(), ElementsAre(EndsWith(": c")));
}

TEST(LogBuffer, IsEmptyAfterClearAndFillsAgain) {
  Buffer buffer{one_letter_line};
  buffer.write(text_message("a"));
  buffer.clear();
  EXPECT_THAT(buffer.lines(), IsEmpty());
  buffer.write(text_message("b"));
  EXPECT_THAT(buffer.lines(), ElementsAre(EndsWith(": b")));
}

TEST(LineSink, WritesEachMessageAsOneLineInOneCall) {
  std::vector<std::string> written;
  LineSink sink{[&](std::string_view line) { written.emplace_back(line); }};
  sink.write(text_message("a"));
  EXPECT_THAT(written, ElementsAre("*Jan  1 00:00:00.000: a\n"));
}

TEST(LineSink, WritesToADescriptorThatStaysTheCallers) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  to_descriptor(pipe[1])("first\n");
  to_descriptor(pipe[1])("second\n");
  ASSERT_EQ(::close(pipe[1]), 0);
  std::array<char, 64> read{};
  const ssize_t size = ::read(pipe[0], read.data(), read.size());
  ASSERT_EQ(::close(pipe[0]), 0);
  EXPECT_EQ(std::string(read.data(), static_cast<std::size_t>(size)), "first\nsecond\n");
}

TEST(LineSink, LosesALineThatItsDescriptorRefuses) {
  constexpr int no_descriptor = -1;
  to_descriptor(no_descriptor)("lost\n");
}

}  // namespace
}  // namespace ferry::log
