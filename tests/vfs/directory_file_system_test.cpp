#include "vfs/directory_file_system.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

#include "support/files.h"
#include "support/temporary_directory.h"

namespace ferry::vfs {
namespace {

using testing::content_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::put_file;
using testing::TemporaryDirectory;
using namespace std::string_literals;

constexpr std::uint64_t capacity = 1'000'000;

Path at(std::string_view text) {
  return Path::parse(text, Path{"flash"}).value();
}

class DirectoryFileSystem : public ::testing::Test {
 protected:
  DirectoryFileSystem() { open(); }

  void open(std::uint64_t size = capacity) {
    files.reset();
    files = open_directory(directory / "flash", {.capacity = size}).value();
  }
  [[nodiscard]] std::filesystem::path host(const std::string& name) const {
    return directory / "flash" / name;
  }
  [[nodiscard]] std::vector<std::string> names(std::string_view path = "") const {
    std::vector<std::string> found;
    for (const FileInfo& entry : files->list(at(path)).value()) found.push_back(entry.name);
    return found;
  }
  /// Everything in the directory on the host, hidden or not.
  [[nodiscard]] std::size_t host_entries() const {
    const std::filesystem::recursive_directory_iterator all{directory / "flash"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
  [[nodiscard]] std::uint64_t used() const { return capacity - files->space().free.value(); }

  TemporaryDirectory directory;
  std::unique_ptr<FileSystem> files;
};

TEST_F(DirectoryFileSystem, StoresAndReadsFiles) {
  ASSERT_TRUE(put_file(*files, at("a b.ü"), "hello"));
  EXPECT_EQ(content_of(*files, at("a b.ü")), "hello");
  EXPECT_EQ(files->stat(at("a b.ü"))->size, 5U);
  EXPECT_THAT(names(), ElementsAre("a b.ü"));
  open();
  EXPECT_EQ(content_of(*files, at("a b.ü")), "hello");
  EXPECT_EQ(files->type(), "flash");
  EXPECT_EQ(files->flags(), "rw");
}

TEST_F(DirectoryFileSystem, ShowsAFileOnlyWhenItIsWhole) {
  ASSERT_TRUE(put_file(*files, at("a"), "old"));
  auto file = files->create(at("a"), {}).value();
  const Bytes pieces[] = {as_bytes("ne"), as_bytes("w")};
  ASSERT_TRUE(file->write_at(0, pieces));
  EXPECT_EQ(content_of(*files, at("a")), "old");
  EXPECT_THAT(names(), ElementsAre("a"));
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(*files, at("a")), "new");
}

TEST_F(DirectoryFileSystem, LeavesNothingOfAFileThatWasNotCommitted) {
  auto file = files->create(at("a"), {.expected_size = 100}).value();
  const Bytes pieces[] = {as_bytes("half")};
  ASSERT_TRUE(file->write_at(0, pieces));
  EXPECT_EQ(host_entries(), 1U);
  file.reset();
  EXPECT_EQ(host_entries(), 0U);
  EXPECT_EQ(used(), 0U);
}

TEST_F(DirectoryFileSystem, RemovesAtStartWhatACrashLeft) {
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  ASSERT_TRUE(put_file(*files, at("d/kept"), "x"));
  directory.write("flash/.ferry-unfinished-0", "debris");
  directory.write("flash/d/.ferry-unfinished-7", "debris");
  EXPECT_THAT(names(), ElementsAre("d"));
  EXPECT_THAT(names("d"), ElementsAre("kept"));
  open();
  EXPECT_EQ(host_entries(), 2U);
  EXPECT_EQ(used(), 1U);
}

TEST_F(DirectoryFileSystem, NobodyCanNameAnUnfinishedFile) {
  const auto file = files->create(at("a"), {}).value();
  const Path hidden = at(".ferry-unfinished-0");
  ASSERT_TRUE(std::filesystem::exists(host(".ferry-unfinished-0")));
  EXPECT_EQ(files->stat(hidden).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->open(hidden).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->create(hidden, {}).error().code, ErrorCode::name_not_allowed);
  EXPECT_EQ(files->remove(hidden).error().code, ErrorCode::name_not_allowed);
  EXPECT_EQ(files->make_directory(hidden, 0755).error().code, ErrorCode::name_not_allowed);
}

TEST_F(DirectoryFileSystem, IsUsedByOneProcessAtATime) {
  EXPECT_EQ(open_directory(directory / "flash", {.capacity = 1}).error().code, ErrorCode::busy);
}

TEST_F(DirectoryFileSystem, SaysWhichDirectoryCannotBeOpened) {
  directory.write("file", "");
  EXPECT_THAT(open_directory(directory / "file", {}).error().message,
              HasSubstr((directory / "file").string()));
}

TEST_F(DirectoryFileSystem, KeepsModesWhateverTheUmaskIs) {
  const mode_t before = ::umask(077);
  ASSERT_TRUE(put_file(*files, at("a"), "x"));
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  ::umask(before);
  EXPECT_EQ(files->stat(at("a"))->mode, 0644U);
  EXPECT_EQ(files->stat(at("d"))->mode, 0755U);
}

TEST_F(DirectoryFileSystem, ClearsSpecialBitsAndKeepsItsOwnAccess) {
  auto file = files->create(at("a"), {.mode = 07022}).value();
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(files->stat(at("a"))->mode, 0422U);
  ASSERT_TRUE(files->set_attributes(at("a"), 06000, std::nullopt));
  EXPECT_EQ(files->stat(at("a"))->mode, 0400U);
  ASSERT_TRUE(files->make_directory(at("d"), 01000));
  EXPECT_EQ(files->stat(at("d"))->mode, 0700U);
  struct ::stat status{};
  ASSERT_EQ(::stat(host("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
}

TEST_F(DirectoryFileSystem, KeepsTheTimeOfAFile) {
  const WallTime time{std::chrono::seconds{1700000000}};
  auto file = files->create(at("a"), {}).value();
  file->set_modified(time);
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(files->stat(at("a"))->modified, time);
  ASSERT_TRUE(files->set_attributes(at("a"), std::nullopt, time + std::chrono::hours{1}));
  EXPECT_EQ(files->open(at("a")).value()->info().modified, time + std::chrono::hours{1});
}

TEST_F(DirectoryFileSystem, WritesAndReadsAtAnyPlaceInAnyPieces) {
  std::string content(100'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 251);
  auto file = files->create(at("a"), {}).value();
  std::vector<Bytes> pieces;
  const Bytes bytes = as_bytes(content);
  for (std::size_t i = 50'000; i < content.size(); i += 100) pieces.push_back(bytes.subspan(i, 100));
  pieces.insert(pieces.begin() + 3, Bytes{});
  ASSERT_TRUE(file->write_at(50'000, pieces));
  const Bytes first[] = {bytes.first(50'000)};
  ASSERT_TRUE(file->write_at(0, first));
  ASSERT_TRUE(file->commit());

  const auto reader = files->open(at("a")).value();
  std::string read(content.size() - 13, '\0');
  std::vector<MutableBytes> into;
  MutableBytes rest{reinterpret_cast<Byte*>(read.data()), read.size()};
  for (; !rest.empty(); rest = rest.subspan(into.back().size())) {
    into.push_back(rest.first(std::min<std::size_t>(rest.size(), 333)));
  }
  EXPECT_EQ(reader->read_at(13, into), read.size());
  EXPECT_EQ(read, content.substr(13));
  EXPECT_EQ(reader->read_at(content.size() - 5, into), 5U);
  EXPECT_EQ(reader->read_at(content.size() + 5, into), 0U);
}

TEST_F(DirectoryFileSystem, ReadsWithoutWaitingWhatIsInMemory) {
  ASSERT_TRUE(put_file(*files, at("a"), "hello"));
  const auto reader = files->open(at("a")).value();
  std::array<Byte, 9> bytes{};
  const MutableBytes into[] = {bytes};
  const auto count = reader->try_read_at(0, into);
  // A file system that cannot say (a network's) answers "not without waiting"; then there is nothing to
  // compare.
  if (count) EXPECT_EQ(**count, 5U);
}

TEST_F(DirectoryFileSystem, FindsWithoutWaitingWhatIsInMemory) {
  ASSERT_TRUE(put_file(*files, at("a"), "hello"));
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  ::mkfifo(host("fifo").c_str(), 0600);
  std::filesystem::create_symlink("a", host("link"));
  for (const auto* const name : {"a", "d", "fifo", "link", "missing", ".ferry-0", "../flash/a"}) {
    const auto path = Path::parse(name, Path{"flash"});
    if (!path) continue;
    const auto slow = files->stat(*path);
    const auto fast = files->try_stat(*path);
    // Nothing is the answer of a kernel or a file system that cannot say; a wrong one would not be.
    if (!fast) continue;
    EXPECT_EQ(fast->has_value(), slow.has_value()) << name;
    if (slow) EXPECT_EQ((*fast)->size, slow->size) << name;
    if (!slow) EXPECT_EQ(fast->error().code, slow.error().code) << name;
  }
  const auto reader = files->try_open(at("a"));
  if (reader) EXPECT_EQ((**reader)->info().size, 5U);
  const auto directory_reader = files->try_open(at("d"));
  if (directory_reader) EXPECT_EQ(directory_reader->error().code, ErrorCode::is_directory);
}

TEST_F(DirectoryFileSystem, AsksAnOldKernelOnlyOnceWhatItHasInMemory) {
  class OldKernel final : public SystemCalls {
   public:
    int open_known_beneath(int, const std::string&, std::uint64_t) override {
      ++asked;
      return -EINVAL;
    }
    int asked = 0;
  };
  OldKernel calls;
  const auto old = open_directory(directory / "old", {.capacity = capacity, .calls = calls}).value();
  ASSERT_TRUE(put_file(*old, at("a"), "hello"));
  EXPECT_FALSE(old->try_stat(at("a")));
  EXPECT_FALSE(old->try_open(at("a")));
  EXPECT_EQ(calls.asked, 1);
}

TEST_F(DirectoryFileSystem, CanBeToldNotToWaitForTheDisk) {
  constexpr int no_file = -1;
  EXPECT_EQ(SystemCalls::real().sync(no_file), -EBADF);
  EXPECT_EQ(SystemCalls::without_sync().sync(no_file), 0);
  EXPECT_EQ(SystemCalls::without_sync().sync_data(no_file), 0);
  const auto quick =
      open_directory(directory / "quick", {.capacity = capacity, .calls = SystemCalls::without_sync()})
          .value();
  ASSERT_TRUE(put_file(*quick, at("a"), "hello"));
  EXPECT_EQ(content_of(*quick, at("a")), "hello");
}

TEST_F(DirectoryFileSystem, AnOpenFileStaysWhatItWas) {
  ASSERT_TRUE(put_file(*files, at("a"), "old"));
  const auto reader = files->open(at("a")).value();
  ASSERT_TRUE(put_file(*files, at("a"), "newer"));
  std::array<Byte, 9> bytes{};
  const MutableBytes into[] = {bytes};
  EXPECT_EQ(reader->read_at(0, into), 3U);
  EXPECT_EQ(as_text(Bytes{bytes}.first(3)), "old");
}

TEST_F(DirectoryFileSystem, MakesListsAndRemovesDirectories) {
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  EXPECT_EQ(files->make_directory(at("d"), 0755).error().code, ErrorCode::exists);
  EXPECT_EQ(files->make_directory(at("none/d"), 0755).error().code, ErrorCode::not_found);
  for (const std::string_view name : {"d/z", "d/a", "d/M"}) ASSERT_TRUE(put_file(*files, at(name), "x"));
  EXPECT_THAT(names("d"), ElementsAre("M", "a", "z"));
  EXPECT_EQ(files->stat(at("d"))->type, FileType::directory);
  EXPECT_EQ(files->remove_directory(at("d")).error().code, ErrorCode::not_empty);
  EXPECT_EQ(files->remove(at("d")).error().code, ErrorCode::is_directory);
  for (const std::string_view name : {"d/z", "d/a", "d/M"}) ASSERT_TRUE(files->remove(at(name)));
  ASSERT_TRUE(files->remove_directory(at("d")));
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(DirectoryFileSystem, TheRootStays) {
  EXPECT_EQ(files->stat(at(""))->type, FileType::directory);
  EXPECT_EQ(files->create(at(""), {}).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->open(at("")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->make_directory(at(""), 0755).error().code, ErrorCode::exists);
  EXPECT_FALSE(files->remove(at("")));
  EXPECT_FALSE(files->remove_directory(at("")));
  EXPECT_FALSE(files->rename(at(""), at("a")));
}

TEST_F(DirectoryFileSystem, NamesEachMistake) {
  ASSERT_TRUE(put_file(*files, at("file"), "x"));
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  EXPECT_EQ(files->open(at("none")).error(), (Error{ErrorCode::not_found, "No such file or directory"}));
  EXPECT_EQ(files->open(at("file/x")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->open(at("d")).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->create(at("d"), {}).error().code, ErrorCode::is_directory);
  EXPECT_EQ(files->create(at("file/x"), {}).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->list(at("file")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->remove(at("none")).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->remove_directory(at("file")).error().code, ErrorCode::not_directory);
  EXPECT_EQ(files->rename(at("none"), at("x")).error().code, ErrorCode::not_found);
}

TEST_F(DirectoryFileSystem, RenamesAndReplaces) {
  ASSERT_TRUE(put_file(*files, at("a"), "12345"));
  ASSERT_TRUE(put_file(*files, at("b"), "123"));
  ASSERT_TRUE(files->make_directory(at("d"), 0755));
  EXPECT_EQ(used(), 8U);
  ASSERT_TRUE(files->rename(at("a"), at("d/c")));
  EXPECT_EQ(used(), 8U);
  ASSERT_TRUE(files->rename(at("d/c"), at("b")));
  EXPECT_EQ(content_of(*files, at("b")), "12345");
  EXPECT_EQ(used(), 5U);
  ASSERT_TRUE(files->rename(at("b"), at("b")));
  EXPECT_EQ(used(), 5U);
  EXPECT_FALSE(files->rename(at("b"), at("d")));
}

TEST_F(DirectoryFileSystem, AFullFileSystemKeepsTheOldFile) {
  open(10);
  ASSERT_TRUE(put_file(*files, at("a"), "123456"));
  const auto refused = files->create(at("a"), {.expected_size = 5});
  EXPECT_EQ(refused.error(),
            (Error{ErrorCode::no_space, "Not enough space on device (5 bytes needed, 4 free)"}));
  // A size that nobody announced is found out on the way.
  auto file = files->create(at("a"), {}).value();
  const Bytes pieces[] = {as_bytes("1234")};
  ASSERT_TRUE(file->write_at(0, pieces));
  EXPECT_EQ(file->write_at(4, pieces).error().code, ErrorCode::no_space);
  file.reset();
  EXPECT_EQ(content_of(*files, at("a")), "123456");
  EXPECT_EQ(files->space().free, 4U);
  EXPECT_EQ(files->space().total, 10U);
}

TEST_F(DirectoryFileSystem, CountsWhatFilesTake) {
  ASSERT_TRUE(put_file(*files, at("a"), "12345"));
  EXPECT_EQ(used(), 5U);
  ASSERT_TRUE(put_file(*files, at("a"), "123"));
  EXPECT_EQ(used(), 3U);
  open();
  EXPECT_EQ(used(), 3U);
  auto file = files->create(at("b"), {.expected_size = 100}).value();
  EXPECT_EQ(used(), 103U);
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(used(), 3U);
  ASSERT_TRUE(files->remove(at("a")));
  EXPECT_EQ(used(), 0U);
}

TEST_F(DirectoryFileSystem, RefusesWhatNoDiskCanHold) {
  open(~std::uint64_t{0});
  EXPECT_EQ(files->create(at("a"), {.expected_size = ~std::uint64_t{0}}).error().code, ErrorCode::no_space);
  EXPECT_EQ(host_entries(), 0U);
}

TEST_F(DirectoryFileSystem, NeverPromisesTheSameSpaceTwice) {
  std::atomic<int> promised{0};
  std::vector<std::unique_ptr<WritableFile>> kept(16);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      threads.emplace_back([&, i] {
        auto file = files->create(at(std::to_string(i)), {.expected_size = capacity / 5});
        if (!file) return;
        ++promised;
        kept[i] = std::move(*file);
      });
    }
  }
  EXPECT_EQ(promised, 5);
  EXPECT_EQ(files->space().free, 0U);
}

TEST_F(DirectoryFileSystem, FollowsNoLink) {
  directory.write("secret", "outside");
  std::filesystem::create_directory(directory / "outside");
  std::filesystem::create_symlink(directory / "secret", host("absolute"));
  std::filesystem::create_symlink("../secret", host("relative"));
  std::filesystem::create_directory_symlink("../outside", host("way-out"));
  std::filesystem::create_directory(host("d"));
  std::filesystem::create_directory_symlink("d", host("inside"));
  EXPECT_THAT(names(), ElementsAre("d"));
  for (const std::string_view name : {"absolute", "relative", "way-out", "way-out/x", "inside/x", "inside"}) {
    EXPECT_EQ(files->stat(at(name)).error().code, ErrorCode::not_found) << name;
    EXPECT_FALSE(files->open(at(name))) << name;
    EXPECT_FALSE(files->create(at(name), {})) << name;
    EXPECT_FALSE(files->list(at(name))) << name;
    EXPECT_FALSE(files->remove(at(name))) << name;
    EXPECT_FALSE(files->make_directory(at(name), 0755)) << name;
    EXPECT_FALSE(files->rename(at(name), at("d/x"))) << name;
    EXPECT_FALSE(files->set_attributes(at(name), 0777, std::nullopt)) << name;
  }
  EXPECT_EQ(directory.read("secret"), "outside");
  EXPECT_TRUE(std::filesystem::is_empty(directory / "outside"));
}

TEST_F(DirectoryFileSystem, DoesNotWaitAtAFifo) {
  ASSERT_EQ(::mkfifo(host("fifo").c_str(), 0600), 0);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(files->stat(at("fifo")).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->open(at("fifo")).error().code, ErrorCode::not_found);
  EXPECT_EQ(files->create(at("fifo"), {}).error().code, ErrorCode::permission_denied);
  EXPECT_EQ(files->set_attributes(at("fifo"), 0777, std::nullopt).error().code, ErrorCode::not_found);
}

TEST_F(DirectoryFileSystem, DoesNotShowNamesThatNoPathCanHave) {
  directory.write("flash/bad\nname", "x");
  directory.write("flash/\xff", "x");
  EXPECT_THAT(names(), IsEmpty());
  open();
  EXPECT_EQ(used(), 2U);
}

TEST_F(DirectoryFileSystem, CannotBeLedOutWhileADirectoryIsSwappedForALink) {
  std::filesystem::create_directory(directory / "outside");
  directory.write("outside/f", "outside");
  ASSERT_TRUE(files->make_directory(at("real"), 0755));
  ASSERT_TRUE(put_file(*files, at("real/f"), "inside"));
  std::filesystem::create_directory_symlink("../outside", host("link"));

  std::jthread swapper{[this](const std::stop_token& stop) {
    const std::string name = host("x");
    while (!stop.stop_requested()) {
      (void)::rename(host("real").c_str(), name.c_str());
      (void)::rename(name.c_str(), host("real").c_str());
      (void)::rename(host("link").c_str(), name.c_str());
      (void)::rename(name.c_str(), host("link").c_str());
    }
  }};
  // Until the directory was met often enough: how often the link or nothing is met depends on the scheduler.
  constexpr int enough = 200;
  constexpr int patience = 2'000'000;
  int opened = 0;
  for (int round = 0; round < patience && opened < enough; ++round) {
    const auto text = content_of(*files, at("x/f"));
    if (text) {
      ++opened;
      EXPECT_EQ(*text, "inside");
    } else {
      std::this_thread::yield();
    }
    if (round % 100 == 0) (void)put_file(*files, at("x/new"), "n");
  }
  swapper.request_stop();
  swapper.join();
  EXPECT_GT(opened, 0);
  EXPECT_FALSE(std::filesystem::exists(directory / "outside/new"));
}

TEST_F(DirectoryFileSystem, ManyThreadsReplaceTheSameFile) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([this, i] {
        const std::string content(static_cast<std::size_t>(i) * 10 + 1, static_cast<char>('a' + i));
        for (int round = 0; round < 20; ++round) EXPECT_TRUE(put_file(*files, at("f"), content));
      });
    }
  }
  const std::string left = content_of(*files, at("f")).value();
  EXPECT_EQ(left, std::string(left.size(), left.front()));
  EXPECT_EQ(used(), left.size());
  EXPECT_EQ(host_entries(), 1U);
}

}  // namespace
}  // namespace ferry::vfs
