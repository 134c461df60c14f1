#include "vfs/memory_file_systems.h"

#include <gmock/gmock.h>

#include "support/fake_clock.h"
#include "support/files.h"

namespace ferry::vfs {
namespace {

using testing::content_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::put_file;

Path at(std::string_view text) {
  return Path::parse(text, Path{"x"}).value();
}

std::vector<std::string> names(FileSystem& files, std::string_view path = "") {
  std::vector<std::string> found;
  for (const FileInfo& entry : files.list(at(path)).value()) found.push_back(entry.name);
  return found;
}

class Memory : public ::testing::Test {
 protected:
  testing::FakeClock clock;
  std::unique_ptr<FileSystem> files = make_memory(100, clock, "nvram");
};

TEST_F(Memory, StoresFilesWithTimeAndMode) {
  ASSERT_TRUE(put_file(*files, at("a"), "hello"));
  const auto info = files->stat(at("a")).value();
  EXPECT_EQ(info.size, 5U);
  EXPECT_EQ(info.mode, 0644U);
  EXPECT_EQ(info.modified, clock.wall_now());
  ASSERT_TRUE(files->set_attributes(at("a"), 04600, WallTime{}));
  EXPECT_EQ(files->stat(at("a"))->mode, 0600U);
  EXPECT_EQ(files->stat(at("a"))->modified, WallTime{});
  EXPECT_EQ(files->type(), "nvram");
}

TEST_F(Memory, ShowsAFileOnlyWhenItIsWhole) {
  ASSERT_TRUE(put_file(*files, at("a"), "old"));
  auto file = files->create(at("a"), {.expected_size = 50}).value();
  const Bytes pieces[] = {as_bytes("half")};
  ASSERT_TRUE(file->write_at(0, pieces));
  EXPECT_EQ(content_of(*files, at("a")), "old");
  EXPECT_EQ(files->space().free, 47U);
  file.reset();
  EXPECT_EQ(content_of(*files, at("a")), "old");
  EXPECT_EQ(files->space().free, 97U);
}

TEST_F(Memory, AFullFileSystemKeepsTheOldFile) {
  ASSERT_TRUE(put_file(*files, at("a"), std::string(60, 'o')));
  EXPECT_EQ(put_file(*files, at("a"), std::string(60, 'n')).error().code, ErrorCode::no_space);
  auto file = files->create(at("b"), {}).value();
  const std::string large(41, 'x');
  const Bytes pieces[] = {as_bytes(large)};
  EXPECT_EQ(file->write_at(0, pieces).error().code, ErrorCode::no_space);
  EXPECT_EQ(content_of(*files, at("a")), std::string(60, 'o'));
  EXPECT_EQ(files->space().total, 100U);
}

TEST_F(Memory, AnOpenFileStaysWhatItWas) {
  ASSERT_TRUE(put_file(*files, at("a"), "old"));
  const auto reader = files->open(at("a")).value();
  ASSERT_TRUE(files->remove(at("a")));
  std::array<Byte, 2> bytes{};
  const MutableBytes into[] = {bytes};
  EXPECT_EQ(reader->try_read_at(1, into).value(), 2U);
  EXPECT_EQ(as_text(bytes), "ld");
}

TEST_F(Memory, HasDirectories) {
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  ASSERT_TRUE(files->make_directory(at("d/e"), 0755));
  ASSERT_TRUE(put_file(*files, at("d/e/f"), "1"));
  ASSERT_TRUE(put_file(*files, at("d-x"), "1"));
  EXPECT_THAT(names(*files), ElementsAre("d", "d-x"));
  EXPECT_THAT(names(*files, "d"), ElementsAre("e"));
  EXPECT_EQ(files->make_directory(at("d"), 0755).error().code, ErrorCode::exists);
  EXPECT_EQ(files->make_directory(at("none/d"), 0755).error().code, ErrorCode::not_found);
  EXPECT_EQ(put_file(*files, at("d"), "").error().code, ErrorCode::is_directory);
  EXPECT_EQ(put_file(*files, at("d-x/y"), "").error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->open(at("d")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->stat(at("d-x/y")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->list(at("d-x")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->remove(at("d")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->remove_directory(at("d-x")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->remove_directory(at("d")).error().code, ErrorCode::not_empty);
}

TEST_F(Memory, RenamesFilesAndTrees) {
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  ASSERT_TRUE(files->make_directory(at("d/e"), 0755));
  ASSERT_TRUE(put_file(*files, at("d/e/f"), "123"));
  ASSERT_TRUE(put_file(*files, at("a"), "12"));
  ASSERT_TRUE(files->rename(at("a"), at("d/e/f")));
  EXPECT_EQ(files->space().free, 98U);
  ASSERT_TRUE(files->rename(at("d"), at("g")));
  EXPECT_EQ(content_of(*files, at("g/e/f")), "12");
  EXPECT_THAT(names(*files), ElementsAre("g"));
  EXPECT_EQ(files->rename(at("g"), at("g/e/x")).error().code, ErrorCode::invalid);
  EXPECT_EQ(files->rename(at("g/e/f"), at("g")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->rename(at("g"), at("g/e/f")).error().code, ErrorCode::invalid);
  EXPECT_EQ(files->rename(at("none"), at("x")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(files->rename(at("g"), at("g")));
  EXPECT_EQ(content_of(*files, at("g/e/f")), "12");
}

class Generated : public ::testing::Test {
 protected:
  std::string text = "one\n";
  std::unique_ptr<FileSystem> files = make_generated({
      {.name = "running-config",
       .content = [this] { return text; },
       .replace = [this](std::string taken) -> Result<Committed> {
         if (taken == "no") return failure(ErrorCode::invalid);
         text = std::move(taken);
         return Committed{{"a warning"}};
       },
       .limit = 10},
      {.name = "memory", .content = [] { return std::string{"m"}; }, .replace = nullptr},
  });
};

TEST_F(Generated, ShowsWhatIsMadeAtThatMoment) {
  EXPECT_EQ(content_of(*files, at("running-config")), "one\n");
  text = "two two\n";
  EXPECT_EQ(content_of(*files, at("running-config")), "two two\n");
  EXPECT_EQ(files->stat(at("running-config"))->size, 8U);
  EXPECT_THAT(names(*files), ElementsAre("memory", "running-config"));
}

TEST_F(Generated, HandsTheWholeTextOverAtTheEnd) {
  auto file = files->create(at("running-config"), {.expected_size = 3}).value();
  const Bytes pieces[] = {as_bytes("n"), as_bytes("ew")};
  ASSERT_TRUE(file->write_at(0, pieces));
  EXPECT_EQ(text, "one\n");
  EXPECT_THAT(file->commit()->warnings, ElementsAre("a warning"));
  EXPECT_EQ(text, "new");
  EXPECT_EQ(put_file(*files, at("running-config"), "no").error().code, ErrorCode::invalid);
  EXPECT_EQ(text, "new");
}

TEST_F(Generated, LimitsTheText) {
  EXPECT_EQ(files->create(at("running-config"), {.expected_size = 11}).error().code, ErrorCode::no_space);
  auto file = files->create(at("running-config"), {}).value();
  const Bytes pieces[] = {as_bytes("12345678901")};
  EXPECT_EQ(file->write_at(0, pieces).error().code, ErrorCode::no_space);
}

TEST_F(Generated, IsFlatAndFixed) {
  EXPECT_EQ(files->stat(at(""))->type, FileType::directory);
  EXPECT_EQ(files->open(at("none")).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->open(at("")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->create(at(""), {}).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->create(at("none"), {}).error().code, ErrorCode::permission_denied);
  EXPECT_EQ(files->create(at("memory"), {}).error().code, ErrorCode::permission_denied);
  EXPECT_EQ(files->list(at("memory")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->remove(at("memory")).error().code, ErrorCode::read_only);
  EXPECT_EQ(files->make_directory(at("d"), 0755).error().code, ErrorCode::read_only);
  EXPECT_FALSE(files->space().total);
}

TEST(Null, TakesEverythingAndKeepsNothing) {
  const auto files = make_null();
  ASSERT_TRUE(put_file(*files, at("any"), "thing"));
  EXPECT_EQ(content_of(*files, at("any")), "");
  EXPECT_EQ(content_of(*files, at("")), "");
  EXPECT_THAT(names(*files), IsEmpty());
  EXPECT_EQ(files->stat(at(""))->type, FileType::directory);
}

}  // namespace
}  // namespace ferry::vfs
