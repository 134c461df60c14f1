#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "support/fake_clock.h"
#include "support/fault_file_system.h"
#include "support/files.h"
#include "vfs/directory_file_system.h"
#include "vfs/memory_file_systems.h"

namespace ferry::vfs {
namespace {

using ::testing::ElementsAre;
using testing::FaultySystemCalls;
using ::testing::IsEmpty;
using testing::put_file;
using testing::TemporaryDirectory;

constexpr std::uint64_t capacity = 1'000'000;

std::vector<std::string> names_of(const std::vector<FileInfo>& entries) {
  std::vector<std::string> names;
  for (const FileInfo& entry : entries) names.push_back(entry.name);
  return names;
}

std::vector<std::string> walk_all(FileSystem& files, const Path& path, std::size_t most) {
  const auto walk = files.walk(path).value();
  std::vector<std::string> all;
  for (;;) {
    const auto names = names_of(walk->next(most).value());
    if (names.empty()) return all;
    EXPECT_LE(names.size(), most);
    all.insert(all.end(), names.begin(), names.end());
  }
}

struct Disk {
  [[nodiscard]] std::unique_ptr<FileSystem> open(SystemCalls& with = SystemCalls::real()) const {
    return open_directory(directory / "flash", {.capacity = capacity, .calls = with}).value();
  }
  void put(const std::string& name) const { std::ofstream{directory / "flash" / name} << "x"; }
  TemporaryDirectory directory;
};

TEST(DirectoryWalk, GivesTheEntriesInTheOrderOfTheirNames) {
  const Disk disk;
  const auto files = disk.open();
  for (const auto name : {"c", "a", "e", "b"}) disk.put(name);
  ASSERT_TRUE(files->make_directory(*Path{"flash"}.child("d"), 0755));
  for (const std::size_t most : {1U, 2U, 3U, 100U})
    EXPECT_THAT(walk_all(*files, Path{"flash"}, most), ElementsAre("a", "b", "c", "d", "e"));
}

TEST(DirectoryWalk, IsTheSameAsAListInMemory) {
  const ferry::testing::FakeClock clock;
  const auto files = make_memory(capacity, clock);
  for (const auto name : {"c", "a", "b"}) ASSERT_TRUE(put_file(*files, *Path{"flash"}.child(name), "x"));
  EXPECT_THAT(walk_all(*files, Path{"flash"}, 2), ElementsAre("a", "b", "c"));
}

TEST(DirectoryWalk, ShowsOnlyWhatUsersMaySee) {
  const Disk disk;
  const auto files = disk.open();
  disk.put("a\x1b[2J");
  std::filesystem::create_symlink("/etc/passwd", disk.directory / "flash" / "link");
  const auto unfinished = files->create(*Path{"flash"}.child("new"), {}).value();
  EXPECT_THAT(walk_all(*files, Path{"flash"}, 10), IsEmpty());
}

TEST(DirectoryWalk, GivesEachEntryOfALargeDirectoryOnce) {
  const Disk disk;
  const auto files = disk.open();
  constexpr std::size_t count = 2 * sorted_entries + 17;
  for (std::size_t index = 0; index < count; ++index) disk.put(fmt::format("file-{:05}.txt", index));
  auto names = walk_all(*files, Path{"flash"}, 100);
  EXPECT_EQ(names.size(), count);
  std::ranges::sort(names);
  EXPECT_TRUE(std::ranges::adjacent_find(names) == names.end());
}

TEST(DirectoryWalk, SaysWhyADirectoryCannotBeRead) {
  const Disk disk;
  (void)disk.open();
  disk.put("a");
  FaultySystemCalls calls;
  const auto files = disk.open(calls);
  EXPECT_EQ(files->walk(*Path{"flash"}.child("a")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->walk(*Path{"flash"}.child("b")).error().code, ErrorCode::not_found);
  const auto walk = files->walk(Path{"flash"}).value();
  calls.fail_call(1, EIO);
  EXPECT_EQ(walk->next(1).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace ferry::vfs
