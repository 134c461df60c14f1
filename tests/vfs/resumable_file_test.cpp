#include "vfs/resumable_file.h"

#include <gtest/gtest.h>

#include "support/files.h"
#include "support/temporary_directory.h"
#include "vfs/directory_file_system.h"

namespace ferry::vfs {
namespace {

Path at(std::string_view text) {
  return *Path::parse(text, Path{"local"});
}

TEST(ResumableFile, StaysAsFarAsItCameAndGoesOnFromThere) {
  const testing::TemporaryDirectory directory;
  {
    auto file = ResumableFile::open(directory.path(), at("a"));
    ASSERT_TRUE(file);
    EXPECT_EQ(file->size(), 0U);
    ASSERT_TRUE(file->append(as_bytes("front")));
  }
  EXPECT_EQ(directory.read("a"), "front");
  auto file = ResumableFile::open(directory.path(), at("a"));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->size(), 5U);
  ByteVector tail(3);
  EXPECT_EQ(file->read_at(2, tail), 3U);
  EXPECT_EQ(as_text(tail), "ont");
  ASSERT_TRUE(file->append(as_bytes(" and back")));
  const WallTime time{std::chrono::seconds{1'500'000'000}};
  ASSERT_TRUE(file->finish(0640, time));
  EXPECT_EQ(directory.read("a"), "front and back");
  struct ::stat status{};
  ASSERT_EQ(::stat((directory / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  EXPECT_EQ(status.st_mtime, 1'500'000'000);
}

TEST(ResumableFile, FollowsNoLinkAndLeavesItsDirectoryNever) {
  const testing::TemporaryDirectory directory;
  const testing::TemporaryDirectory elsewhere;
  std::filesystem::create_symlink(elsewhere / "a", directory / "link");
  std::filesystem::create_directory_symlink(elsewhere.path(), directory / "dir");
  EXPECT_FALSE(ResumableFile::open(directory.path(), at("link")));
  EXPECT_FALSE(ResumableFile::open(directory.path(), at("dir/a")));
  EXPECT_TRUE(std::filesystem::is_empty(elsewhere.path()));
}

TEST(SharedDirectory, IsNeitherLockedNorTidied) {
  const testing::TemporaryDirectory directory;
  directory.write(".ferry-unfinished-0", "of somebody else");
  const auto first = open_shared_directory(directory.path(), SystemCalls::real());
  const auto second = open_shared_directory(directory.path(), SystemCalls::real());
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(testing::put_file(**first, at("a"), "1"));
  EXPECT_TRUE(testing::put_file(**second, at("a"), "2"));
  EXPECT_EQ(directory.read("a"), "2");
  EXPECT_EQ(directory.read(".ferry-unfinished-0"), "of somebody else");
  EXPECT_EQ((*first)->space().total, std::filesystem::space(directory.path()).capacity);
  EXPECT_FALSE(open_shared_directory(directory.path() / "missing", SystemCalls::real()));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "missing"));
}

}  // namespace
}  // namespace ferry::vfs
