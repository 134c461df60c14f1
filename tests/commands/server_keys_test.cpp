#include <gtest/gtest.h>

#include <string_view>

#include "test_device.h"

namespace ferry::commands {
namespace {

using testing::run_command;
using testing::TestDevice;

/// The wire form of an Ed25519 key (RFC 8709 section 4).
ByteVector some_key(Byte filling) {
  constexpr std::string_view type = "ssh-ed25519";
  ByteVector blob{0, 0, 0, static_cast<Byte>(type.size())};
  blob.insert(blob.end(), type.begin(), type.end());
  blob.insert(blob.end(), {0, 0, 0, 32});
  blob.resize(blob.size() + 32, filling);
  return blob;
}

TEST(ServerKeysCommands, ListWhatWasLearnedAndForgetItByName) {
  TestDevice device;
  device.server_keys.keys = {
      {{"r2", 22}, some_key(1)}, {{"r2", 2222}, some_key(2)}, {{"192.0.2.1", 22}, some_key(3)}};
  const auto all = run_command(device, "show ip ssh pubkey server all");
  EXPECT_EQ(all.status, 0);
  EXPECT_EQ(
      all.text.find(
          "Configured Entries:\n\nLearned TOFU Entries:\nServer: r2  Port: 22  Key: ssh-ed25519 SHA256:"),
      0U)
      << all.text;
  EXPECT_EQ(run_command(device, "clear ip ssh pubkey server r2").status, 0);
  ASSERT_EQ(device.server_keys.keys.size(), 1U);
  EXPECT_EQ(device.server_keys.keys.front().server.host, "192.0.2.1");
  EXPECT_EQ(run_command(device, "clear ip ssh pubkey server all").status, 0);
  EXPECT_TRUE(device.server_keys.keys.empty());
}

TEST(ServerKeysCommands, ListWhatIsConfigured) {
  TestDevice device;
  device.running.update([](config::Config& config) {
    config.ssh.chain.servers["r2"] = {{.algorithm = "ssh-rsa", .md5 = std::string(32, 'A'), .comment = {}}};
  });
  EXPECT_EQ(run_command(device, "show ip ssh pubkey server all").text,
            "Configured Entries:\nServer: r2  Key: ssh-rsa MD5:" + std::string(32, 'A') +
                "\n\nLearned TOFU Entries:\n");
}

TEST(ServerKeysCommands, SayWhenThereIsNothingToForgetOrTheDiskRefuses) {
  TestDevice device;
  const auto unknown = run_command(device, "clear ip ssh pubkey server r2");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_EQ(unknown.text, "% No key of r2 is known\n");
  device.server_keys.fails = true;
  const auto refused = run_command(device, "clear ip ssh pubkey server all");
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(refused.text, "% The keys stay as they are: Not enough space on device\n");
}

}  // namespace
}  // namespace ferry::commands
