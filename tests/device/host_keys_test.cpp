#include "device/host_keys.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/fake_clock.h"
#include "vfs/memory_file_systems.h"

namespace ferry::device {
namespace {

using commands::HostKeyType;

class HostKeysTest : public ::testing::Test {
 protected:
  vfs::Path file(std::string_view name) { return *vfs::Path{"keys"}.child(name); }
  void write(std::string_view name, std::string_view text) {
    auto made = files->create(file(name), {});
    const std::array pieces = {as_bytes(text)};
    ASSERT_TRUE((*made)->write_at(0, pieces));
    ASSERT_TRUE((*made)->commit());
  }

  testing::FakeClock clock;
  log::Log log{clock};
  std::unique_ptr<vfs::FileSystem> files = vfs::make_memory(1 << 20, clock);
  int changes = 0;
  HostKeys keys{*files, clock, log, [this] { ++changes; }};
};

TEST_F(HostKeysTest, KeepsAKeyReadableByItsOwnerOnly) {
  ASSERT_TRUE(keys.generate({HostKeyType::ed25519, 256, "R1.lab"}));
  EXPECT_EQ(files->stat(file("ed25519-R1.lab.pem"))->mode, 0600U);
}

TEST_F(HostKeysTest, FindsItsKeysAgainAfterARestart) {
  const auto made = keys.generate({HostKeyType::ec, 384, "R1.lab"});
  ASSERT_TRUE(made);
  HostKeys restarted{*files, clock, log, [] {}};
  ASSERT_TRUE(restarted.load());
  ASSERT_EQ(restarted.list().size(), 1U);
  EXPECT_EQ(restarted.list().front().ssh_blob, made->ssh_blob);
  EXPECT_EQ(restarted.list().front().label, "R1.lab");
  EXPECT_EQ(restarted.list().front().bits, 384U);
  EXPECT_NE(restarted.current()->for_algorithm("ecdsa-sha2-nistp384"), nullptr);
}

TEST_F(HostKeysTest, TellsWhenKeysComeAndGo) {
  ASSERT_TRUE(keys.generate({HostKeyType::rsa, 2048, "R1"}));
  EXPECT_TRUE(keys.has_rsa());
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(keys.zeroize(HostKeyType::rsa, std::nullopt), 1U);
  EXPECT_FALSE(keys.has_rsa());
  EXPECT_EQ(changes, 2);
  EXPECT_EQ(keys.zeroize(HostKeyType::rsa, std::nullopt), 0U);
  EXPECT_EQ(changes, 2);
}

TEST_F(HostKeysTest, ReplacesAKeyOfTheSameTypeAndLabel) {
  const auto first = keys.generate({HostKeyType::ed25519, 256, "R1"});
  const auto second = keys.generate({HostKeyType::ed25519, 256, "R1"});
  ASSERT_EQ(keys.list().size(), 1U);
  EXPECT_NE(first->ssh_blob, second->ssh_blob);
  EXPECT_EQ(keys.list().front().ssh_blob, second->ssh_blob);
}

TEST_F(HostKeysTest, RemovesOnlyTheKeyWithTheLabel) {
  ASSERT_TRUE(keys.generate({HostKeyType::ed25519, 256, "one"}));
  ASSERT_TRUE(keys.generate({HostKeyType::ed25519, 256, "two"}));
  EXPECT_EQ(keys.zeroize(HostKeyType::ed25519, "one"), 1U);
  ASSERT_EQ(keys.list().size(), 1U);
  EXPECT_EQ(keys.list().front().label, "two");
}

TEST_F(HostKeysTest, NamesAFileThatHoldsNoKey) {
  write("rsa-R1.pem", "not a key");
  const auto loaded = keys.load();
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("rsa-R1.pem"), std::string::npos) << loaded.error().message;
}

TEST_F(HostKeysTest, RefusesALabelThatIsNoFileName) {
  EXPECT_FALSE(keys.generate({HostKeyType::ed25519, 256, "../escape"}));
  EXPECT_TRUE(keys.list().empty());
}

TEST_F(HostKeysTest, MakesWhatIsMissingAndKeepsWhatIsThere) {
  const auto kept = keys.generate({HostKeyType::ed25519, 256, "old"});
  ASSERT_TRUE(keys.generate_missing("new"));
  EXPECT_EQ(keys.list().size(), 3U);
  EXPECT_TRUE(keys.has_rsa());
  const auto all = keys.list();
  EXPECT_TRUE(std::ranges::any_of(all, [&](const auto& key) { return key.ssh_blob == kept->ssh_blob; }));
}

TEST_F(HostKeysTest, AKeyThatIsSetAsideIsAHostKeyOnlyWhereThereIsNoOtherOfItsType) {
  const auto host = keys.generate({HostKeyType::ed25519, 256, "R1"});
  const auto client = keys.generate({HostKeyType::ed25519, 256, "backup"});
  ASSERT_TRUE(keys.generate({HostKeyType::ec, 256, "backup"}));
  const auto shown = [&] { return keys.current()->shown_for("ssh-ed25519"); };
  EXPECT_EQ(shown(), client->ssh_blob) << "of two the last by name counts";
  keys.set_aside([] { return std::string{"R1"}; });
  EXPECT_EQ(shown(), client->ssh_blob);
  keys.set_aside([] { return std::string{"backup"}; });
  EXPECT_EQ(shown(), host->ssh_blob);
  EXPECT_NE(keys.current()->for_algorithm("ecdsa-sha2-nistp256"), nullptr);
}

TEST_F(HostKeysTest, FindsTheKeysOfALabelBestFirst) {
  ASSERT_TRUE(keys.generate({HostKeyType::ec, 256, "backup"}));
  const auto best = keys.generate({HostKeyType::ed25519, 256, "backup"});
  ASSERT_TRUE(keys.generate({HostKeyType::ed25519, 256, "R1"}));
  const auto found = keys.labelled("backup");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(ssh::encode_public_key(found.front()->public_key()), best->ssh_blob);
  EXPECT_TRUE(keys.labelled("nobody").empty());
}

}  // namespace
}  // namespace ferry::device
