#include <gtest/gtest.h>

#include "sftp/remote_files.h"
#include "sftp/remote_store.h"
#include "support/fixed_random.h"
#include "support/sftp_run.h"

namespace ferry::sftp {
namespace {

using testing::SftpDevice;

std::string numbers(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + " ";
  text.resize(size);
  return text;
}

net::Task<void> download(Client& client, std::string path, Result<std::string>& content) {
  const auto handle = co_await client.open(path, OpenFlags::read, {});
  content = std::string{};
  if (!handle) content = std::unexpected(handle.error());
  if (!handle) co_return;
  RemoteReader reader{client, *handle, 0, std::nullopt};
  ByteVector room(70'000);
  for (;;) {
    const auto count = co_await reader.read(room);
    if (!count) content = std::unexpected(count.error());
    if (!count || *count == 0) break;
    *content += as_text(Bytes{room}.first(*count));
  }
  co_await reader.close();
}

net::Task<void> upload(Client& client, std::string path, std::string_view content, StoreOptions options,
                       Result<void>& stored) {
  testing::FixedRandom random;
  auto store = co_await RemoteStore::open(client, random, path, options);
  stored = store ? Result<void>{} : std::unexpected(store.error());
  if (!store) co_return;
  stored = co_await (*store)->write(as_bytes(content.substr((*store)->offset())));
  if (stored) stored = co_await (*store)->finish();
}

/// One call of the client, and what it gave.
template <class T>
net::Task<void> call(net::Task<T> task, std::optional<T>& result) {
  result = co_await std::move(task);
}

class SftpTest : public ::testing::Test {
 protected:
  Result<std::string> get(std::string path) {
    Result<std::string> content;
    device.with_client([&](Client& client) { return download(client, path, content); });
    return content;
  }
  Result<void> put(std::string path, std::string_view content, StoreOptions options = {}) {
    Result<void> stored;
    device.with_client([&](Client& client) { return upload(client, path, content, options, stored); });
    return stored;
  }
  template <class Call>
  auto ask(Call make) {
    using T = std::invoke_result_t<Call, Client&>::value_type;
    std::optional<T> result;
    device.with_client([&](Client& client) { return call(make(client), result); });
    return std::move(result).value();
  }

  SftpDevice device;
};

TEST_F(SftpTest, BringsAFileThereAndBack) {
  for (const std::size_t size : {0UL, 1UL, 1000UL, 261'120UL, 261'121UL, 3'000'000UL}) {
    const std::string content = numbers(size);
    const auto stored = put("flash:/a", content);
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_TRUE(device.content("flash:a") == content) << size;
    const auto back = get("a");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_TRUE(*back == content) << size << " " << back->size();
  }
  EXPECT_EQ(device.names(), std::vector<std::string>{"a"});
}

TEST_F(SftpTest, RecordsEachTransfer) {
  put("flash:/a", "content").value();
  EXPECT_EQ(get("flash:/a").value(), "content");
  EXPECT_EQ(device.records, (std::vector<std::string>{"in flash:/a 7", "out flash:/a 7"}));
}

TEST_F(SftpTest, HasTheConfigurationsAsFiles) {
  EXPECT_EQ(get("running-config").value(), "hostname R1\n");
  put("running-config", "ip domain name x\n").value();
  EXPECT_EQ(device.running_config, "hostname R1\nip domain name x\n");
  EXPECT_EQ(put("system:running-config", "bad\n").error().message, "line 1: bad");
  EXPECT_EQ(device.warnings, std::vector<std::string>{"system:/running-config: line 1: bad"});
}

TEST_F(SftpTest, SaysWhatIsWrong) {
  EXPECT_EQ(get("nothing").error(), (Error{ErrorCode::not_found, "No such file or directory"}));
  EXPECT_EQ(get("/").error().message, "Is a directory");
  EXPECT_EQ(put("flash:/no/such/a", "x").error().code, ErrorCode::not_found);
  const auto too_big = put("flash:/big", std::string(SftpDevice::capacity + 1, 'x'));
  EXPECT_TRUE(too_big.error().message.starts_with("Not enough space")) << too_big.error().message;
  EXPECT_TRUE(device.names().empty());
  EXPECT_EQ(put("system:other", "x").error().code, ErrorCode::permission_denied);
}

TEST_F(SftpTest, ListsTheFileSystemsAndTheirFiles) {
  device.put("a", "content");
  const auto list = [](std::string path) { return [path](Client& client) { return client.list(path); }; };
  std::string names;
  for (const auto& entry : ask(list("/")).value().entries) {
    EXPECT_TRUE(entry.attributes.is(FileKind::directory));
    names += entry.name;
  }
  EXPECT_EQ(names, "flash:null:nvram:system:");
  const Listing flash = ask(list("/flash:")).value();
  ASSERT_EQ(flash.entries.size(), 1U);
  EXPECT_EQ(flash.entries.front().name, "a");
  EXPECT_EQ(flash.entries.front().attributes.size, 7U);
}

TEST_F(SftpTest, ListsALargeDirectoryInPieces) {
  for (int i = 0; i < 500; ++i) device.put("name-of-a-file-" + std::to_string(i), "");
  const auto listing = ask([](Client& client) { return client.list("flash:"); });
  EXPECT_EQ(listing.value().entries.size(), 500U);
}

TEST_F(SftpTest, MakesRenamesAndRemoves) {
  device.put("a", "old");
  device.put("b", "new");
  EXPECT_TRUE(ask([](Client& client) { return client.make_directory("flash:/dir"); }));
  EXPECT_TRUE(ask([](Client& client) { return client.rename("a", "dir/a"); }));
  // Draft section 6.5: RENAME does not replace.
  EXPECT_FALSE(ask([](Client& client) { return client.rename("b", "dir/a"); }));
  EXPECT_TRUE(ask([](Client& client) { return client.replace("b", "dir/a"); }));
  EXPECT_EQ(device.content("dir/a"), "new");
  EXPECT_FALSE(ask([](Client& client) { return client.remove_directory("dir"); }));
  EXPECT_TRUE(ask([](Client& client) { return client.remove("dir/a"); }));
  EXPECT_TRUE(ask([](Client& client) { return client.remove_directory("dir"); }));
  EXPECT_TRUE(device.names().empty());
}

TEST_F(SftpTest, KeepsModeAndTime) {
  put("a", "x", {.mode = 0600, .times = FileTimes{5, 7}}).value();
  const auto attributes = ask([](Client& client) { return client.stat("a"); }).value();
  EXPECT_EQ(attributes.permissions, 0100600U);
  EXPECT_EQ(attributes.times->modified, 7U);
}

TEST_F(SftpTest, ReadsOnlyWhenItMayOnlyRead) {
  device.put("a", "content");
  device.access = Access::read_only;
  EXPECT_EQ(get("a").value(), "content");
  EXPECT_EQ(put("b", "x").error().code, ErrorCode::permission_denied);
  EXPECT_EQ(ask([](Client& client) { return client.remove("a"); }).error().code,
            ErrorCode::permission_denied);
  EXPECT_EQ(ask([](Client& client) { return client.replace("a", "b"); }).error().code,
            ErrorCode::permission_denied);
  EXPECT_EQ(ask([](Client& client) { return client.make_directory("d"); }).error().code,
            ErrorCode::permission_denied);
  EXPECT_EQ(
      ask([](Client& client) { return client.set_attributes("a", {.permissions = 0600}); }).error().code,
      ErrorCode::permission_denied);
  EXPECT_EQ(device.names(), std::vector<std::string>{"a"});
}

net::Task<void> begin_upload(Client& client, std::string path, std::string_view front, bool& begun) {
  const auto handle =
      co_await client.open(path, OpenFlags::write | OpenFlags::create | OpenFlags::truncate, {});
  RemoteWriter writer{client, handle.value(), 0};
  co_await writer.write(as_bytes(front));
  const auto taken = co_await writer.drain();
  begun = taken.has_value();
}

TEST_F(SftpTest, ShowsNothingOfAnUploadThatWasCutOffAndLetsItsUserContinue) {
  const std::string content = numbers(500'000);
  bool begun = false;
  device.with_client([&](Client& client) {
    return begin_upload(client, "a", std::string_view{content}.substr(0, 300'000), begun);
  });
  ASSERT_TRUE(begun);
  EXPECT_TRUE(device.names().empty());
  EXPECT_EQ(device.records, std::vector<std::string>{"in flash:/a 300000 lost connection"});

  device.user = "user2";
  EXPECT_FALSE(ask([](Client& client) { return client.stat("a"); }));
  device.user = "user1";
  EXPECT_EQ(ask([](Client& client) { return client.stat("a"); }).value().size, 300'000U);
  put("a", content, {.resume = true}).value();
  EXPECT_TRUE(device.content("a") == content);
  EXPECT_FALSE(device.partials.size_of("user1", device.path("a")));
}

TEST_F(SftpTest, LeavesAFileAloneWhoseReplacementWasCutOff) {
  device.put("a", "old");
  bool begun = false;
  device.with_client([&](Client& client) { return begin_upload(client, "a", "new and long", begun); });
  EXPECT_EQ(device.content("a"), "old");
  EXPECT_FALSE(device.partials.size_of("user1", device.path("a")));
}

TEST_F(SftpTest, ForgetsWhatNobodyContinues) {
  bool begun = false;
  device.with_client([&](Client& client) { return begin_upload(client, "a", "x", begun); });
  EXPECT_TRUE(device.partials.size_of("user1", device.path("a")));
  device.clock.advance(partial_life);
  EXPECT_FALSE(device.partials.size_of("user1", device.path("a")));
  EXPECT_EQ(device.mounts.find("flash")->space().free, SftpDevice::capacity);
}

TEST_F(SftpTest, AppendsToAFileThatIsThere) {
  device.put("a", "front ");
  put("a", "front back", {.resume = true}).value();
  EXPECT_EQ(device.content("a"), "front back");
}

}  // namespace
}  // namespace ferry::sftp
