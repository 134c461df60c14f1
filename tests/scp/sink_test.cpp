#include <gmock/gmock.h>

#include "support/scp_run.h"

namespace ferry::scp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScpDevice;
using testing::ScriptedStream;
using namespace std::string_literals;

const std::string ok(1, '\0');

/// What goes over the wire, in turns: the client's bytes, then the one packet that answers them.
struct Turn {
  std::string client;
  std::string server;
};

struct Dialog {
  std::string_view line;
  std::vector<Turn> turns;
  int status = 0;
};

/// Runs the server against a client that says each thing only after it has seen the answer before it.
void expect_dialog(ScpDevice& device, const Dialog& dialog, std::size_t fragment) {
  std::string input;
  std::vector<ScriptedStream::Sent> expected;
  for (const Turn& turn : dialog.turns) {
    input += turn.client;
    if (!turn.server.empty()) expected.push_back({turn.server, input.size()});
  }
  ScriptedStream stream{input, {.fragment = fragment}};
  EXPECT_EQ(device.run(dialog.line, stream), dialog.status) << dialog.line;
  ASSERT_EQ(stream.sent.size(), expected.size())
      << dialog.line << ": " << ::testing::PrintToString(stream.output());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(stream.sent[i].text, expected[i].text) << dialog.line;
    if (fragment == 1) {
      EXPECT_LE(stream.sent[i].after_input, expected[i].after_input)
          << "the server waits for more than it was sent";
    }
  }
}

void expect_dialog(ScpDevice& device, const Dialog& dialog) {
  for (const std::size_t fragment : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1} << 20}) {
    expect_dialog(device, dialog, fragment);
  }
}

class Sink : public ::testing::Test {
 protected:
  ScpDevice device;
};

TEST_F(Sink, TakesAFileUnderThePathOfTheCommand) {
  // NAPALM announces a temporary name that means nothing.
  expect_dialog(device,
                {"scp -t flash:/config.txt", {{"", ok}, {"C0644 5 3f2c-77aa\n", ok}, {"hello" + ok, ok}}});
  EXPECT_THAT(device.names(), ElementsAre("config.txt"));
  EXPECT_EQ(device.content("config.txt"), "hello");
}

TEST_F(Sink, PutsTheAnnouncedNameIntoADirectory) {
  device.mounts.make_directory(device.path("flash:dir"), 0755).value();
  for (const std::string_view target :
       {"flash:", "flash:/", ".", "/", "~", "dir", "flash:dir", "flash:/dir/"}) {
    const std::string line = "scp -t " + std::string{target};
    expect_dialog(device, {line, {{"", ok}, {"C0644 1 new\n", ok}, {"x" + ok, ok}}});
  }
  EXPECT_THAT(device.names(), ElementsAre("dir", "new"));
  EXPECT_THAT(device.names("flash:dir"), ElementsAre("new"));
}

TEST_F(Sink, StoresNothingThatIsNotPermitted) {
  device.put("old", "kept");
  device.permissions = {.are_asked = true, .denied = {"store flash:/old"}};
  expect_dialog(
      device,
      {"scp -t flash:/old", {{"", ok}, {"C0644 5 x\n", "\x01scp: flash:/old: denied by the test\n"}}, 1});
  EXPECT_EQ(device.content("old"), "kept");
  EXPECT_THAT(device.records.front(), HasSubstr("denied by the test"));
}

TEST_F(Sink, AsksAboutEachFileAndEachNewDirectory) {
  device.permissions = {.are_asked = true, .denied = {"mkdir flash:/no", "store flash:/dir/no"}};
  ScriptedStream stream{"D0755 0 dir\nC0644 1 yes\ny" + ok + "C0644 1 no\nE\n"};
  EXPECT_EQ(device.run("scp -r -t flash:", stream), 1);
  ScriptedStream other{"D0755 0 no\n"};
  EXPECT_EQ(device.run("scp -r -t flash:", other), 1);
  EXPECT_THAT(device.permissions.asked, ElementsAre("mkdir flash:/dir", "store flash:/dir/yes",
                                                    "store flash:/dir/no", "mkdir flash:/no"));
  EXPECT_THAT(device.names(), ElementsAre("dir"));
  EXPECT_THAT(device.names("flash:/dir"), ElementsAre("yes"));
}

TEST_F(Sink, OverwritesSilently) {
  device.put("a", "old and longer");
  expect_dialog(device, {"scp -t a", {{"", ok}, {"C0600 3 a\n", ok}, {"new" + ok, ok}}});
  EXPECT_EQ(device.content("a"), "new");
  EXPECT_EQ(device.mounts.stat(device.path("a"))->mode, 0600U);
}

TEST_F(Sink, TakesAnEmptyFile) {
  expect_dialog(device, {"scp -t a", {{"", ok}, {"C0644 0 a\n", ok}, {ok, ok}}});
  EXPECT_EQ(device.content("a"), "");
}

TEST_F(Sink, KeepsTimesAndModes) {
  expect_dialog(device,
                {"scp -p -t a",
                 {{"", ok}, {"T1700000000 123 1600000000 0\n", ok}, {"C0751 1 a\n", ok}, {"x" + ok, ok}}});
  const auto info = device.mounts.stat(device.path("a"));
  EXPECT_EQ(info->modified, WallTime{std::chrono::seconds{1700000000}});
  EXPECT_EQ(info->mode, 0751U);
}

TEST_F(Sink, ClearsSpecialBitsOfAMode) {
  expect_dialog(device, {"scp -t a", {{"", ok}, {"C6755 1 a\n", ok}, {"x" + ok, ok}}});
  EXPECT_EQ(device.mounts.stat(device.path("a"))->mode, 0755U);
}

TEST_F(Sink, TakesEarlyData) {
  // go-scp sends the record before our first answer and the content after one.
  ScriptedStream stream{"C0644 5 a\nhello" + ok};
  EXPECT_EQ(device.run("scp -qt \"a\"", stream), 0);
  EXPECT_EQ(stream.output(), ok + ok + ok);
  EXPECT_EQ(stream.sent.size(), 3U);
  EXPECT_EQ(device.content("a"), "hello");
}

TEST_F(Sink, StoresAtTheLastByteWhenTheClientLeavesWithoutItsMark) {
  for (const bool breaks : {false, true}) {
    // libssh2 sends no mark behind the content and does not wait.
    ScriptedStream stream{"C0644 5 a\nhello", {.breaks = breaks}};
    EXPECT_EQ(device.run("scp -t a", stream), 0) << breaks;
    EXPECT_EQ(device.content("a"), "hello");
    device.mounts.remove(device.path("a")).value();
  }
}

TEST_F(Sink, NeverShowsPartOfAFile) {
  const std::string input = "C0644 5 a\nhello" + ok;
  for (const bool breaks : {false, true}) {
    for (std::size_t size = 0; size < input.size() - 2; ++size) {
      ScriptedStream stream{input.substr(0, size), {.breaks = breaks}};
      const int status = device.run("scp -t a", stream);
      EXPECT_EQ(status == 0, size == 0 && !breaks) << size;
      EXPECT_THAT(device.names(), IsEmpty()) << size;
    }
  }
}

TEST_F(Sink, NeverShowsPartOfALargeFile) {
  const std::string content(200'000, 'x');
  const std::string input = "C0644 200000 a\n" + content + ok;
  device.put("a", "old");
  for (const std::size_t missing : {2U, 3U, 70'000U, 199'999U, 200'001U}) {
    ScriptedStream stream{input.substr(0, input.size() - missing), {.fragment = 5000, .piece = 777}};
    EXPECT_EQ(device.run("scp -t a", stream), 1) << missing;
    EXPECT_EQ(device.content("a"), "old");
  }
  ScriptedStream stream{input.substr(0, input.size() - 1), {.fragment = 5000, .piece = 777}};
  EXPECT_EQ(device.run("scp -t a", stream), 0);
  EXPECT_EQ(device.content("a"), content);
}

TEST_F(Sink, TakesALargeFileInPiecesOfAnySize) {
  std::string content(300'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 + i / 253);
  for (const std::size_t fragment : {std::size_t{999}, std::size_t{32768}, std::size_t{1} << 20}) {
    ScriptedStream stream{"C0644 300000 a\n" + content + ok + "C0644 1 a\n" + "x" + ok,
                          {.fragment = fragment, .piece = 611}};
    EXPECT_EQ(device.run("scp -d -t flash:", stream), 0);
    EXPECT_EQ(stream.output(), ok + ok + ok + ok + ok);
    EXPECT_EQ(device.content("a"), "x");
  }
  ScriptedStream stream{"C0644 300000 a\n" + content + ok, {.fragment = 50'000, .piece = 611}};
  EXPECT_EQ(device.run("scp -t a", stream), 0);
  EXPECT_EQ(device.content("a"), content);
}

TEST_F(Sink, RefusesInsteadOfTheFirstAnswer) {
  expect_dialog(device, {"scp -t usb0:/a", {{"", "\x01scp: usb0:/a: No such device (usb0:)\n"}}, 1});
  expect_dialog(device,
                {"scp -d -t flash:/none", {{"", "\x01scp: flash:/none: No such file or directory\n"}}, 1});
  device.put("file", "x");
  expect_dialog(device, {"scp -d -t file", {{"", "\x01scp: file: Not a directory\n"}}, 1});
  expect_dialog(
      device,
      {"scp -t a\x1b", {{"", "\x01scp: a\\x1b: Name not allowed (contains a control character)\n"}}, 1});
}

TEST_F(Sink, RefusesAFileInsteadOfAnsweringItsRecord) {
  expect_dialog(device, {"scp -t a",
                         {{"", ok},
                          {"C0644 9999999 a\n",
                           "\x01scp: a: Not enough space on device (9999999 bytes needed, 1048576 free)\n"}},
                         1});
  expect_dialog(
      device,
      {"scp -t none/a", {{"", ok}, {"C0644 1 a\n", "\x01scp: none/a: No such file or directory\n"}}, 1});
  expect_dialog(
      device,
      {"scp -t none/", {{"", ok}, {"C0644 1 a\n", "\x01scp: none/: No such file or directory\n"}}, 1});
  expect_dialog(
      device, {"scp -t system:x", {{"", ok}, {"C0644 1 a\n", "\x01scp: system:x: Permission denied\n"}}, 1});
  device.put("file", "x");
  expect_dialog(device,
                {"scp -t file/", {{"", ok}, {"C0644 1 a\n", "\x01scp: file/: Not a directory\n"}}, 1});
  EXPECT_EQ(device.content("file"), "x");
}

TEST_F(Sink, NeverTakesTheContentOfARefusedFileForRecords) {
  ScriptedStream stream{"C0644 9999999 a\nC0644 1 evil\nx" + ok};
  EXPECT_EQ(device.run("scp -t flash:", stream), 1);
  EXPECT_THAT(device.names(), IsEmpty());
}

TEST_F(Sink, GoesOnAfterARefusedFileOfSeveral) {
  device.mounts.make_directory(device.path("flash:a"), 0755).value();
  expect_dialog(device, {"scp -d -t flash:",
                         {{"", ok},
                          {"C0644 1 a\n", "\x01scp: flash:a: Is a directory\n"},
                          {"C0644 1 ..\n", "\x01scp: ..: Name not allowed (not the name of a file)\n"},
                          {"C0644 1 b\n", ok},
                          {"x" + ok, ok}},
                         1});
  EXPECT_EQ(device.content("b"), "x");
}

TEST_F(Sink, StoresNothingThatTheClientCouldNotRead) {
  device.put("a", "old");
  expect_dialog(
      device,
      {"scp -d -t flash:",
       {{"", ok},
        {"C0644 5 a\n", ok},
        {"he\0\0\0\x01scp: a: I/O error\n"s, "\x01scp: flash:a: not stored, the sender could not read it\n"},
        {"C0644 1 b\n", ok},
        {"x" + ok, ok}},
       1});
  EXPECT_EQ(device.content("a"), "old");
  EXPECT_EQ(device.content("b"), "x");
}

TEST_F(Sink, CountsTheClientsOwnErrors) {
  expect_dialog(device, {"scp -d -t flash:",
                         {{"", ok},
                          {"\x01scp: x: No such file\n"
                           "C0644 1 b\n",
                           ok},
                          {"x" + ok, ok}},
                         1});
  EXPECT_EQ(device.content("b"), "x");
  expect_dialog(device, {"scp -d -t flash:", {{"", ok}, {"\x02lost\n", ""}}, 1});
}

TEST_F(Sink, EndsAtAProtocolError) {
  expect_dialog(
      device, {"scp -t a", {{"", ok}, {"hello\n", "\x01scp: protocol error: expected control record\n"}}, 1});
  expect_dialog(device, {"scp -t a", {{"", ok}, {"E\n", "\x01scp: protocol error: unexpected E\n"}}, 1});
  expect_dialog(device,
                {"scp -t a",
                 {{"", ok}, {"D0755 0 d\n", "\x01scp: protocol error: received directory without -r\n"}},
                 1});
  expect_dialog(device,
                {"scp -t a",
                 {{"", ok}, {"C0644 1 a\n", ok}, {"xy", "\x01scp: a: protocol error: expected an answer\n"}},
                 1});
  EXPECT_THAT(device.names(), IsEmpty());
}

TEST_F(Sink, EndsAtALineThatNeverEnds) {
  ScriptedStream stream{std::string(100'000, 'C'), {.fragment = 1000}};
  EXPECT_EQ(device.run("scp -t a", stream), 1);
  EXPECT_EQ(stream.output(), ok + "\x01scp: protocol error: line too long\n");
  EXPECT_LT(stream.consumed(), 6000U);
}

TEST_F(Sink, MakesTheDirectoriesOfARecursiveCopy) {
  const std::vector<Turn> turns{{"", ok},
                                {"D0750 0 site\n", ok},
                                {"C0644 1 a\n", ok},
                                {"1" + ok, ok},
                                {"D0755 0 sub\n", ok},
                                {"C0644 1 b\n", ok},
                                {"2" + ok, ok},
                                {"E\n", ok},
                                {"E\n", ok}};
  expect_dialog(device, {"scp -r -t flash:", turns});
  EXPECT_THAT(device.names("flash:site"), ElementsAre("a", "sub"));
  EXPECT_EQ(device.content("flash:site/sub/b"), "2");
  EXPECT_EQ(device.mounts.stat(device.path("site"))->mode, 0750U);
}

TEST_F(Sink, ANewNameOfARecursiveCopyIsTheDirectory) {
  expect_dialog(device,
                {"scp -r -t flash:copy",
                 {{"", ok}, {"D0755 0 site\n", ok}, {"C0644 1 a\n", ok}, {"1" + ok, ok}, {"E\n", ok}}},
                1 << 20);
  EXPECT_THAT(device.names("flash:copy"), ElementsAre("a"));
}

TEST_F(Sink, KeepsTheTimesOfDirectories) {
  expect_dialog(device, {"scp -r -p -t flash:",
                         {{"", ok},
                          {"T1700000000 0 1700000000 0\n", ok},
                          {"D0700 0 site\n", ok},
                          {"T1600000000 0 1600000000 0\n", ok},
                          {"C0644 1 a\n", ok},
                          {"1" + ok, ok},
                          {"E\n", ok}}});
  EXPECT_EQ(device.mounts.stat(device.path("site"))->modified, WallTime{std::chrono::seconds{1700000000}});
  EXPECT_EQ(device.mounts.stat(device.path("site/a"))->modified, WallTime{std::chrono::seconds{1600000000}});
}

TEST_F(Sink, GoesOnAfterARefusedDirectory) {
  device.put("site", "a file");
  expect_dialog(device, {"scp -r -t flash:",
                         {{"", ok},
                          {"D0755 0 site\n", "\x01scp: flash:site: Not a directory\n"},
                          {"C0644 1 b\n", ok},
                          {"x" + ok, ok}},
                         1});
  EXPECT_EQ(device.content("site"), "a file");
}

TEST_F(Sink, AnUnfinishedDirectoryIsAFailure) {
  ScriptedStream stream{"D0755 0 site\n"};
  EXPECT_EQ(device.run("scp -r -t flash:", stream), 1);
}

TEST_F(Sink, MergesTheRunningConfigurationAndSaysWhatItDidNotTake) {
  expect_dialog(device, {"scp -t running-config", {{"", ok}, {"C0644 5 c\n", ok}, {"ip x\n" + ok, ok}}},
                1 << 20);
  EXPECT_EQ(device.running_config, "hostname R1\nip x\n");
  expect_dialog(
      device,
      {"scp -t running-config",
       {{"", ok},
        {"C0644 4 c\n", ok},
        {"bad\n" + ok, "\x01scp: running-config: 2 warnings (all in the log), first: line 1: bad\n"}},
       1},
      1 << 20);
  EXPECT_EQ(device.running_config, "hostname R1\nip x\nbad\n");
  EXPECT_THAT(device.warnings,
              ElementsAre("scp: running-config: line 1: bad", "scp: running-config: line 2: bad"));
}

TEST_F(Sink, ReplacesTheStartupConfiguration) {
  expect_dialog(device, {"scp -t startup-config", {{"", ok}, {"C0644 5 c\n", ok}, {"ip x\n" + ok, ok}}});
  EXPECT_EQ(device.content("nvram:startup-config"), "ip x\n");
}

TEST_F(Sink, TracesAsIosDoes) {
  ScriptedStream stream{"C0644 5 a\nhello" + ok};
  device.run("scp -t a", stream);
  EXPECT_THAT(device.trace, ElementsAre("-> send <OK>", "<- recv C0644 5 a", "-> send <OK>",
                                        "<- recv 5 bytes", "<- recv <OK>", "-> send <OK>", "<- recv <EOF>"));
  EXPECT_THAT(device.records, ElementsAre("in flash:/a 5"));
}

TEST_F(Sink, RecordsWhatFailed) {
  ScriptedStream cut{"C0644 5 a\nhel"};
  device.run("scp -t a", cut);
  ScriptedStream large{"C0644 9999999 a\n"};
  device.run("scp -t a", large);
  EXPECT_THAT(device.records, ElementsAre("in flash:/a 3 lost connection",
                                          HasSubstr("in flash:/a 0 Not enough space on device")));
}

TEST_F(Sink, SurvivesAClientThatStopsListening) {
  for (std::size_t limit = 0; limit < 4; ++limit) {
    ScriptedStream stream{"C0644 5 a\nhello" + ok, {.output_limit = limit}};
    const int status = device.run("scp -t a", stream);
    // The third answer is about a file that is stored.
    EXPECT_EQ(status, limit == 0 || limit == 1 ? 1 : 0) << limit;
    EXPECT_EQ(device.content("a").has_value(), limit >= 2) << limit;
  }
}

TEST_F(Sink, ARefusalIsOneErrorRecord) {
  ScriptedStream stream{""};
  const Environment surroundings = device.environment();
  testing::run_flow(refuse(stream, "Privilege denied.", surroundings));
  EXPECT_EQ(stream.output(), "\x01Privilege denied.\n");
  EXPECT_THAT(device.trace, ElementsAre("-> send Privilege denied."));
}

}  // namespace
}  // namespace ferry::scp
