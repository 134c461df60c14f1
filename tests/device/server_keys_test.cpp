#include "device/server_keys.h"

#include <gtest/gtest.h>

#include <array>

#include "crypto/signature.h"
#include "ssh/keys.h"
#include "support/fake_clock.h"
#include "vfs/memory_file_systems.h"

namespace ferry::device {
namespace {

transfer::ServerKey key_of(std::string host, std::uint16_t port = 22) {
  return {.server = {std::move(host), port},
          .blob = ssh::encode_public_key(crypto::PrivateKey::generate_ed25519().public_key())};
}

struct ServerKeysTest : ::testing::Test {
  testing::FakeClock clock;
  std::unique_ptr<vfs::FileSystem> files = vfs::make_memory(1 << 16, clock);

  void store(std::string_view text) const {
    const auto file = files->create(*vfs::Path{"keys"}.child("known-servers"), {});
    const std::array<Bytes, 1> pieces{as_bytes(text)};
    ASSERT_TRUE((*file)->write_at(0, pieces));
    ASSERT_TRUE((*file)->commit());
  }
};

TEST_F(ServerKeysTest, AreThereAgainAfterARestart) {
  const auto first = key_of("r2"), second = key_of("2001:db8::1", 2222);
  ServerKeys keys{*files};
  ASSERT_TRUE(keys.load());
  ASSERT_TRUE(keys.learn(first));
  ASSERT_TRUE(keys.learn(second));
  ServerKeys again{*files};
  ASSERT_TRUE(again.load());
  EXPECT_EQ(again.list(), (std::vector{first, second}));
}

TEST_F(ServerKeysTest, AreForgottenByHostOnEveryPortOrAllAtOnce) {
  ServerKeys keys{*files};
  for (auto key : {key_of("r2"), key_of("r2", 2222), key_of("r3"), key_of("r4")})
    ASSERT_TRUE(keys.learn(std::move(key)));
  EXPECT_EQ(*keys.forget("r2"), 2U);
  EXPECT_EQ(*keys.forget("r2"), 0U);
  EXPECT_EQ(*keys.forget(""), 2U);
  ServerKeys again{*files};
  ASSERT_TRUE(again.load());
  EXPECT_TRUE(again.list().empty());
}

TEST_F(ServerKeysTest, RefuseAFileThatWasTamperedWith) {
  ServerKeys keys{*files};
  for (const char* text : {"r2 22\n", "r2 22 AAAA\n", "r2 70000 AAAA\n", "r2 22 AAAA b\n", "\n"}) {
    store(text);
    EXPECT_FALSE(keys.load()) << text;
  }
}

TEST_F(ServerKeysTest, StayAsTheyAreWhenTheDiskIsFull) {
  files = vfs::make_memory(200, clock);
  ServerKeys keys{*files};
  const auto first = key_of("r2");
  ASSERT_TRUE(keys.learn(first));
  ASSERT_FALSE(keys.learn(key_of(std::string(150, 'x'))));
  EXPECT_EQ(keys.list(), std::vector{first});
}

}  // namespace
}  // namespace ferry::device
