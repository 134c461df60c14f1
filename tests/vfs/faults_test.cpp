#include <gmock/gmock.h>

#include "support/fault_file_system.h"
#include "support/files.h"
#include "vfs/directory_file_system.h"

namespace ferry::vfs {
namespace {

using testing::content_of;
using testing::FaultySystemCalls;
using testing::put_file;
using testing::TemporaryDirectory;
using UnsyncedNames = FaultySystemCalls::UnsyncedNames;

constexpr std::uint64_t capacity = 1000;

Path at(std::string_view text) {
  return Path::parse(text, Path{"flash"}).value();
}

/// A directory with the files "a" ("old") and "d/b" ("bb"), on a disk that can fail.
struct Disk {
  Disk() {
    const auto files = open(SystemCalls::real());
    put_file(*files, at("a"), "old").value();
    files->make_directory(at("d"), 0755).value();
    put_file(*files, at("d/b"), "bb").value();
  }
  [[nodiscard]] std::unique_ptr<FileSystem> open(SystemCalls& with) const {
    return open_directory(directory / "flash", {.capacity = capacity, .calls = with}).value();
  }
  [[nodiscard]] std::size_t host_entries() const {
    const std::filesystem::recursive_directory_iterator all{directory / "flash"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  TemporaryDirectory directory;
  FaultySystemCalls calls;
};

/// Stores "new content" as "a", in two writes.
Result<Committed> replace_a(FileSystem& files) {
  auto file = files.create(at("a"), {.expected_size = 11});
  if (!file) return std::unexpected(file.error());
  (*file)->set_modified(WallTime{});
  const Bytes first[] = {as_bytes("new ")};
  const auto begun = (*file)->write_at(0, first);
  if (!begun) return std::unexpected(begun.error());
  const Bytes second[] = {as_bytes("con"), as_bytes("tent")};
  const auto ended = (*file)->write_at(4, second);
  if (!ended) return std::unexpected(ended.error());
  return (*file)->commit();
}

/// Runs `check` with a fresh disk for each call that `work` makes.
template <class Work, class Check>
void at_each_call(Work work, Check check) {
  for (std::size_t number = 1;; ++number) {
    Disk disk;
    SCOPED_TRACE("call " + std::to_string(number));
    const bool reached = check(disk, number, work);
    if (!reached) break;
    ASSERT_LT(number, 100U);
  }
}

TEST(Faults, AFailedCallLeavesTheOldFileOrTheNewOneAndNoDebris) {
  for (const int error : {EIO, ENOSPC, EDQUOT}) {
    at_each_call(replace_a, [error](Disk& disk, std::size_t number, auto work) {
      const auto files = disk.open(disk.calls);
      disk.calls.fail_call(number, error);
      const auto result = work(*files);
      if (!disk.calls.has_failed()) {
        EXPECT_TRUE(result);
        return false;
      }
      if (!result) EXPECT_EQ(result.error().code, error == EIO ? ErrorCode::io : ErrorCode::no_space);
      const std::string content = content_of(*files, at("a")).value_or("nothing");
      EXPECT_TRUE(content == "old" || content == "new content") << content;
      if (result) EXPECT_EQ(content, "new content");
      EXPECT_EQ(disk.host_entries(), 3U);
      EXPECT_EQ(files->space().free, capacity - 2 - content.size());
      return true;
    });
  }
}

TEST(Faults, ACrashLeavesTheOldFileOrTheNewOneAndNoDebris) {
  for (const UnsyncedNames names : {UnsyncedNames::lost, UnsyncedNames::kept}) {
    at_each_call(replace_a, [names](Disk& disk, std::size_t number, auto work) {
      auto files = disk.open(disk.calls);
      disk.calls.cut_power_at(number);
      const auto result = work(*files);
      const bool reached = !disk.calls.has_power();
      files.reset();
      disk.calls.crash(names);

      files = disk.open(SystemCalls::real());
      const std::string content = content_of(*files, at("a")).value_or("nothing");
      EXPECT_TRUE(content == "old" || content == "new content") << content;
      if (result) EXPECT_EQ(content, "new content") << "what was acknowledged is stored";
      EXPECT_EQ(disk.host_entries(), 3U);
      EXPECT_EQ(files->space().free, capacity - 2 - content.size());
      return reached;
    });
  }
}

TEST(Faults, TheModelOfACrashForgetsWhatWasNotSynced) {
  for (const UnsyncedNames names : {UnsyncedNames::lost, UnsyncedNames::kept}) {
    Disk disk;
    auto files = disk.open(disk.calls);
    auto file = files->create(at("a"), {}).value();
    const Bytes pieces[] = {as_bytes("new")};
    ASSERT_TRUE(file->write_at(0, pieces));
    disk.calls.cut_power_at(1);
    file.reset();
    disk.calls.crash(names);
    const auto debris = disk.directory / "flash/.ferry-unfinished-0";
    EXPECT_EQ(std::filesystem::exists(debris), names == UnsyncedNames::kept);
    if (names == UnsyncedNames::kept) EXPECT_EQ(std::filesystem::file_size(debris), 0U);
  }
}

TEST(Faults, NamesThatWereAcknowledgedSurviveACrash) {
  Disk disk;
  auto files = disk.open(disk.calls);
  ASSERT_TRUE(files->make_directory(at("e"), 0755));
  ASSERT_TRUE(files->rename(at("a"), at("e/a")));
  ASSERT_TRUE(files->remove(at("d/b")));
  ASSERT_TRUE(files->remove_directory(at("d")));
  files.reset();
  disk.calls.crash(UnsyncedNames::lost);
  files = disk.open(SystemCalls::real());
  EXPECT_EQ(content_of(*files, at("e/a")), "old");
  EXPECT_FALSE(files->stat(at("d")));
  EXPECT_FALSE(files->stat(at("a")));
}

TEST(Faults, EveryOtherCallReportsItsFailureAndKeepsTheCount) {
  const auto work = [](FileSystem& files) {
    bool all = files.stat(at("a")).has_value();
    all = files.open(at("a")).has_value() && all;
    all = files.list(at("")).has_value() && all;
    all = files.make_directory(at("e"), 0755).has_value() && all;
    all = files.rename(at("d/b"), at("a")).has_value() && all;
    all = files.set_attributes(at("a"), 0600, WallTime{}).has_value() && all;
    all = files.remove(at("a")).has_value() && all;
    return files.remove_directory(at("d")).has_value() && all;
  };
  at_each_call(work, [](Disk& disk, std::size_t number, auto run) {
    const auto files = disk.open(disk.calls);
    disk.calls.fail_call(number, EIO);
    const bool all = run(*files);
    std::uint64_t size = 0;
    for (const std::string_view name : {"a", "d/b"}) {
      const auto info = files->stat(at(name));
      if (info) size += info->size;
    }
    EXPECT_EQ(files->space().free, capacity - size);
    return disk.calls.has_failed() ? true : !all;
  });
}

TEST(Faults, AShortWriteIsContinued) {
  Disk disk;
  const auto files = disk.open(disk.calls);
  disk.calls.shorten_writes(2);
  ASSERT_TRUE(replace_a(*files));
  EXPECT_EQ(content_of(*files, at("a")), "new content");
}

TEST(Faults, AFailedReadIsAnError) {
  Disk disk;
  const auto files = disk.open(disk.calls);
  const auto file = files->open(at("a")).value();
  std::array<Byte, 3> bytes{};
  const MutableBytes into[] = {bytes};
  disk.calls.fail_call(1, EIO);
  EXPECT_EQ(file->read_at(0, into).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace ferry::vfs
