#include <gmock/gmock.h>

#include "support/fault_file_system.h"
#include "support/scp_run.h"
#include "vfs/directory_file_system.h"

namespace ferry::scp {
namespace {

using testing::FaultySystemCalls;
using testing::ScpDevice;
using testing::ScriptedStream;
using testing::TemporaryDirectory;

const std::string ok(1, '\0');

/// A device whose disk0: is a directory with the file "a" ("old"), on a disk that can fail.
struct DiskDevice : ScpDevice {
  DiskDevice() {
    vfs::DirectoryOptions options{.type = "disk", .capacity = 1 << 20, .calls = calls};
    mounts.mount("disk0", vfs::open_directory(directory.path(), options).value());
    put("disk0:a", "old");
  }
  [[nodiscard]] std::size_t host_entries() const {
    const std::filesystem::directory_iterator all{directory.path()};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  TemporaryDirectory directory;
  FaultySystemCalls calls;
};

class Faults : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Faults, AnUploadIsStoredAndAcknowledgedOrNeither) {
  const std::string content(GetParam(), 'n');
  const std::string input =
      "C0644 " + std::to_string(content.size()) + " a\n" + content + ok + "C0644 1 b\nx" + ok;
  for (std::size_t number = 1;; ++number) {
    DiskDevice device;
    device.calls.fail_call(number, ENOSPC);
    ScriptedStream stream{input, {.fragment = 20'000}};
    const int status = device.run("scp -d -t disk0:", stream);
    if (!device.calls.has_failed()) {
      EXPECT_EQ(status, 0);
      break;
    }
    ASSERT_LT(number, 100U);
    EXPECT_EQ(device.host_entries(), device.content("disk0:b") ? 2U : 1U) << "no debris";
    const bool acknowledged = stream.sent.size() > 2 && stream.sent[2].text == ok;
    if (acknowledged) EXPECT_EQ(device.content("disk0:a"), content) << number;
    if (device.content("disk0:a") != content) EXPECT_EQ(device.content("disk0:a"), "old") << number;
    if (status == 0) EXPECT_EQ(device.content("disk0:b"), "x") << number;
  }
}

TEST_P(Faults, ADownloadIsWholeOrAnError) {
  const std::string content(GetParam(), 'n');
  for (std::size_t number = 1;; ++number) {
    DiskDevice device;
    device.put("disk0:a", content);
    device.calls.fail_call(number, EIO);
    ScriptedStream stream{std::string(5, '\0'), {.room = 20'000}};
    const int status = device.run("scp -f disk0:/a", stream);
    const std::string record = "C0644 " + std::to_string(content.size()) + " a\n";
    if (status == 0) EXPECT_EQ(stream.output(), record + content + ok);
    if (status != 0)
      EXPECT_TRUE(stream.output().ends_with("I/O error (Input/output error)\n")) << stream.output();
    if (!device.calls.has_failed()) break;
    ASSERT_LT(number, 100U);
  }
}

INSTANTIATE_TEST_SUITE_P(Scp, Faults, ::testing::Values(0, 5, 100'000));

}  // namespace
}  // namespace ferry::scp
