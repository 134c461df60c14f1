#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "commands/copy.h"
#include "commands/tree_removal.h"
#include "support/fault_file_system.h"
#include "support/files.h"
#include "test_device.h"
#include "vfs/directory_file_system.h"

namespace ferry::commands {
namespace {

using ::testing::AllOf;
using testing::Answer;
using testing::content_of;
using testing::FaultySystemCalls;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_command;
using testing::run_keys;
using ::testing::StartsWith;
using testing::TemporaryDirectory;
using testing::TestDevice;

constexpr std::uint64_t disk_size = std::uint64_t{64} << 20;

/// A device whose flash: is a directory on a disk that can fail.
struct DiskDevice {
  explicit DiskDevice(std::uint64_t capacity = disk_size) {
    device.files.mount(
        "flash", vfs::open_directory(directory / "flash", {.capacity = capacity, .calls = calls}).value());
  }
  [[nodiscard]] std::filesystem::path host(const std::string& name) const {
    return directory / "flash" / name;
  }
  [[nodiscard]] std::size_t host_entries() const {
    const std::filesystem::recursive_directory_iterator all{directory / "flash"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
  [[nodiscard]] std::optional<std::string> content(std::string_view name) const {
    return content_of(device.files, *device.files.parse(name, device.files.root()));
  }
  /// A file with holes, which needs no room.
  void make_large(const std::string& name, std::uint64_t size) const {
    std::ofstream{host(name)}.close();
    std::filesystem::resize_file(host(name), size);
  }

  TemporaryDirectory directory;
  FaultySystemCalls calls;
  TestDevice device;
};

/// Somebody who waits for so many bytes and then leaves.
class Impatient final : public Output {
 public:
  explicit Impatient(std::size_t patience) : patience_(patience) {}
  net::Task<Result<void>> write(std::string text) override {
    shown += text;
    if (shown.size() > patience_) co_return failure(ErrorCode::closed);
    co_return Result<void>{};
  }
  std::string shown;

 private:
  std::size_t patience_;
};

int run_for(Output& output, TestDevice& device, std::string line) {
  Session session{device.services, testing::administrator, output};
  return testing::run_flow(run_exec(session, std::move(line)));
}

TEST(CopyOfFiles, CopiesInPiecesAndShowsMarksOfALargeFile) {
  DiskDevice disk;
  std::string content;
  for (int line = 0; line < 300'000; ++line) content += fmt::format("{:08}\n", line);
  disk.device.write_file("large", content);
  const Answer answer = run_command(disk.device, "copy large copied");
  EXPECT_EQ(answer.status, 0);
  EXPECT_THAT(answer.text, StartsWith("Copy in progress...CC\n2700000 bytes copied in "));
  EXPECT_EQ(disk.content("copied"), content);
}

TEST(CopyOfFiles, EveryDiskFaultLeavesTheOldFileOrTheNewOneAndNoDebris) {
  for (const int error : {EIO, ENOSPC}) {
    for (std::size_t number = 1;; ++number) {
      SCOPED_TRACE(fmt::format("call {} fails with {}", number, error));
      DiskDevice disk;
      disk.device.write_file("a", "new content");
      disk.device.write_file("b", "old");
      disk.device.running.update(
          [](config::Config& config) { config.file_prompt = config::FilePrompt::quiet; });
      disk.calls.fail_call(number, error);
      const Answer answer = run_command(disk.device, "copy a b");
      if (!disk.calls.has_failed()) break;
      EXPECT_THAT(answer.text, answer.status == 0 ? HasSubstr("bytes copied") : HasSubstr("%Error"));
      const std::string content = disk.content("b").value_or("nothing");
      EXPECT_TRUE(content == "old" || content == "new content") << content;
      EXPECT_EQ(disk.host_entries(), 2U);
      ASSERT_LT(number, 100U);
    }
  }
}

TEST(CopyOfFiles, SaysThatTheDiskIsFullBeforeItWrites) {
  DiskDevice disk{1000};
  disk.device.write_file("tmpsys:large", std::string(2000, 'x'));
  const Answer answer = run_command(disk.device, "copy tmpsys:large flash:");
  EXPECT_EQ(answer.status, 1);
  EXPECT_EQ(answer.text, "%Error copying tmpsys:/large (Not enough space on device)\n");
  EXPECT_EQ(disk.host_entries(), 0U);
}

TEST(CopyOfFiles, SaysThatTheDiskFailedInTheMiddle) {
  DiskDevice disk;
  disk.make_large("large", std::uint64_t{8} << 20);
  std::size_t before = disk.calls.calls();
  ASSERT_EQ(run_command(disk.device, "copy large one").status, 0);
  disk.calls.fail_call((disk.calls.calls() - before) / 2, EIO);
  before = disk.host_entries();
  const Answer answer = run_command(disk.device, "copy large two");
  EXPECT_EQ(answer.status, 1);
  EXPECT_THAT(answer.text, AllOf(StartsWith("Copy in progress...C"), HasSubstr("C\n%Error ")));
  EXPECT_THAT(answer.text, HasSubstr("(I/O error)"));
  EXPECT_EQ(disk.host_entries(), before);
}

TEST(CopyOfFiles, StopsWithoutATraceWhenNobodyWaitsForItAnyMore) {
  DiskDevice disk;
  disk.make_large("large", std::uint64_t{16} << 20);
  Impatient output{std::string_view{"Copy in progress...CCC"}.size()};
  EXPECT_EQ(run_for(output, disk.device, "copy large copied"), 1);
  EXPECT_THAT(output.shown, StartsWith("Copy in progress...CCCC\n"));
  EXPECT_THAT(output.shown, HasSubstr("(Aborted)"));
  EXPECT_EQ(disk.host_entries(), 1U);
}

TEST(CopyOfFiles, WithoutATypistTakesTheNamesAsTheyAre) {
  TestDevice device;
  device.write_file("a", "hello");
  EXPECT_EQ(run_command(device, "copy a b").status, 0);
  const Answer answer = run_command(device, "copy a b");
  EXPECT_EQ(answer.status, 1);
  EXPECT_EQ(
      answer.text,
      "%Error: nobody can be asked to confirm here; remove flash:/b first or use 'file prompt quiet'\n");
  EXPECT_EQ(run_command(device, "copy flash: nvram:").text,
            "%Error: nobody can be asked for the source filename here; type it with the command\n");
}

TEST(CopyOfFiles, ToTheRunningConfigurationNamesTheLinesThatItLeavesOut) {
  TestDevice device;
  device.write_file("x.cfg", "hostname R9\nhostnime R2\nip ssh time-out\nip ssh time-out 60\nend\n");
  const Answer answer = run_command(device, "copy x.cfg running-config");
  EXPECT_EQ(answer.status, 0);
  EXPECT_THAT(answer.text, HasSubstr("hostnime R2\n"));
  EXPECT_THAT(answer.text, HasSubstr("% Invalid input detected at '^' marker.\n"));
  EXPECT_THAT(answer.text, HasSubstr("ip ssh time-out\n% Incomplete command.\n"));
  EXPECT_THAT(answer.text, HasSubstr("63 bytes copied in "));
  EXPECT_EQ(device.running.snapshot()->hostname, "R9");
  EXPECT_EQ(device.running.snapshot()->ssh.negotiation_timeout, std::chrono::seconds{60});
  EXPECT_EQ(device.facts.changes, 1);
  EXPECT_EQ(device.history.last_change()->user, "admin");
}

TEST(CopyOfFiles, ToTheRunningConfigurationTakesAnyBytes) {
  TestDevice device;
  device.write_file("junk", std::string("\0\x1b[2J\xff\n", 7) + std::string(5000, 'x'));
  const Answer answer = run_command(device, "copy junk running-config");
  EXPECT_THAT(answer.text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(answer.text, HasSubstr("% Line too long."));
}

TEST(CopyOfFiles, AFailedSaveIsNoSave) {
  TestDevice device;
  device.files.mount("nvram", vfs::make_memory(10, device.clock, "nvram"));
  const Answer answer = run_command(device, "write memory");
  EXPECT_EQ(answer.status, 1);
  EXPECT_THAT(answer.text, HasSubstr("(Not enough space on device)"));
  EXPECT_FALSE(device.history.last_save());
}

TEST(CopyOfFiles, ReadsTheCopyBackWhenItIsAsked) {
  TestDevice device;
  device.write_file("a", "hello");
  const Answer answer = run_command(device, "copy /verify a b");
  EXPECT_THAT(answer.text, HasSubstr("Verifying file integrity of flash:/b.Done!\n"));
  EXPECT_THAT(answer.text, HasSubstr("Computed Hash MD5 :5d41402abc4b2a76b9719d911017c592\n"));
}

TEST(CopyOfFiles, ErasesNothingForAFileThatDoesNotFit) {
  TestDevice device;
  device.files.mount("nvram", vfs::make_memory(10, device.clock, "nvram"));
  device.write_file("nvram:keep", "x");
  device.write_file("large", std::string(11, 'x'));
  const Answer answer = run_keys(device, "copy /erase large nvram:\r\r\r");
  EXPECT_THAT(answer.text, HasSubstr("%Error copying flash:/large (Not enough space on device)"));
  EXPECT_TRUE(device.files.stat(*device.files.parse("nvram:keep", device.files.root())));
}

TEST(Dir, ShowsALargeDirectoryInPieces) {
  DiskDevice disk;
  constexpr std::size_t count = 10'000;
  for (std::size_t index = 0; index < count; ++index)
    std::ofstream{disk.host(fmt::format("f{}", index))}.close();
  const auto pieces = std::make_shared<testing::ScriptedStream>("");
  StreamOutput output{*pieces, LineEnds::lf};
  EXPECT_EQ(run_for(output, disk.device, "dir"), 0);
  EXPECT_EQ(std::ranges::count(pieces->output(), '\n'), count + 4);
  for (const auto& sent : pieces->sent) EXPECT_LT(sent.text.size(), 65536U);
}

TEST(Dir, StopsWhenNobodyWantsMore) {
  DiskDevice disk;
  for (int index = 0; index < 2000; ++index) std::ofstream{disk.host(fmt::format("f{}", index))}.close();
  Impatient output{100};
  EXPECT_EQ(run_for(output, disk.device, "dir"), 1);
  EXPECT_LT(output.shown.size(), 65536U);
}

TEST(Dir, SaysThatTheDiskCannotBeRead) {
  DiskDevice disk;
  disk.device.write_file("a", "");
  disk.calls.fail_call(2, EIO);
  EXPECT_EQ(run_command(disk.device, "dir").text, "%Error opening flash:/ (I/O error)\n");
}

TEST(RemovalOfTrees, RemovesEverythingOrSaysWhyNot) {
  int failures = 0;
  for (const std::size_t number : {2U, 3U, 4U, 300U, 301U, 302U, 303U, 1500U}) {
    DiskDevice disk;
    std::filesystem::create_directories(disk.host("d/e/f"));
    for (int index = 0; index < 600; ++index) std::ofstream{disk.host(fmt::format("d/e/{}", index))}.close();
    disk.calls.fail_call(number, EIO);
    const Answer first = run_command(disk.device, "delete /force /recursive d");
    EXPECT_EQ(first.status == 0, first.text.empty());
    if (first.status == 0) continue;
    ++failures;
    EXPECT_THAT(first.text, StartsWith("%Error deleting flash:/d"));
    EXPECT_EQ(run_command(disk.device, "delete /force /recursive d").text, "");
    EXPECT_EQ(disk.host_entries(), 0U);
  }
  EXPECT_GT(failures, 3);
}

TEST(RemovalOfTrees, AsksNobodyWhoCannotAnswer) {
  TestDevice device;
  device.write_file("a", "");
  EXPECT_EQ(run_command(device, "delete a").text,
            "%Error: nobody can be asked to confirm here; use delete /force\n");
  EXPECT_EQ(run_command(device, "erase startup-config").text,
            "%Error: nobody can be asked to confirm here; use delete /force nvram:startup-config\n");
  EXPECT_EQ(run_command(device, "format flash:").text,
            "%Error: nobody can be asked to confirm here; format it from a shell\n");
  EXPECT_TRUE(device.files.stat(*device.files.parse("a", device.files.root())));
}

TEST(RemovalOfTrees, ATypistWhoLeavesAtAQuestionRemovesNothing) {
  TestDevice device;
  device.write_file("a", "");
  run_keys(device, "delete a\r");
  run_keys(device, "delete a\r\r");
  run_keys(device, "format flash:\r\r");
  EXPECT_TRUE(device.files.stat(*device.files.parse("a", device.files.root())));
}

TEST(More, ShowsAProgramTheExactBytes) {
  TestDevice device;
  const std::string bytes{"a\0\x1b[2J\xff no line end", 19};
  device.write_file("a", bytes);
  EXPECT_EQ(run_command(device, "more a").text, bytes);
  EXPECT_EQ(run_command(device, "more /ascii a").text, "a\\x00\\x1b[2J\\xff no line end\n");
}

TEST(More, KeepsCharactersWholeThatLieAcrossPieces) {
  TestDevice device;
  for (const std::size_t shift : {0U, 1U, 2U, 3U}) {
    std::string text(32768 - 4 + shift, 'x');
    text += "\xf0\x9f\x98\x80\xc3\xa4\r\nend\n";
    device.write_file("a", text);
    const std::string shown = run_command(device, "more /ascii a").text;
    EXPECT_THAT(shown, HasSubstr("x\xf0\x9f\x98\x80\xc3\xa4\nend\n")) << shift;
    EXPECT_EQ(shown.size(), text.size() - 1);
  }
}

TEST(Verify, SaysWhenTheFileCannotBeRead) {
  DiskDevice disk;
  disk.device.write_file("a", "hello");
  disk.calls.fail_call(3, EIO);
  EXPECT_EQ(run_command(disk.device, "verify /md5 a").text, "%Error verifying flash:/a (I/O error)\n");
}

}  // namespace
}  // namespace ferry::commands
