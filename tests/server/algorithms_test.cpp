#include "server/algorithms.h"

#include <gmock/gmock.h>

#include "ssh/weak_algorithms.h"

namespace ferry::server {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(ServerAlgorithms, LegacyAddsTheWeakOnesBehindThoseThatAreNamed) {
  config::SshConfig config;
  config.mac = {"hmac-sha2-512", "legacy"};
  EXPECT_THAT(algorithm_lists(config).mac,
              ElementsAre("hmac-sha2-512", "hmac-sha1-etm@openssh.com", "hmac-sha1", "hmac-sha1-96"));
}

TEST(ServerAlgorithms, NothingIsCompressedUntilAListNamesIt) {
  config::SshConfig config;
  config.kex = {"legacy"};
  EXPECT_THAT(algorithm_lists(config).compression, ElementsAre("none"));
  config.compression = {"zlib@openssh.com", "none"};
  EXPECT_THAT(algorithm_lists(config).compression, ElementsAre("zlib@openssh.com", "none"));
  EXPECT_THAT(algorithm_lists(config::SshClientConfig{}).compression, ElementsAre("none"));
}

TEST(ServerAlgorithms, LegacyAloneAddsTheWeakOnesToTheDefaults) {
  config::SshConfig config;
  config.kex = config.encryption = config.host_key = config.public_key = {"legacy"};
  const auto lists = algorithm_lists(config);
  EXPECT_EQ(lists.kex.front(), ssh::AlgorithmLists::defaults().kex.front());
  EXPECT_THAT(lists.kex, Contains("diffie-hellman-group14-sha1"));
  EXPECT_THAT(lists.encryption, Contains("aes128-cbc"));
  EXPECT_THAT(lists.host_key, Contains("ssh-rsa"));
  EXPECT_THAT(lists.public_key, Contains("ssh-rsa"));
  EXPECT_THAT(lists.public_key, Not(Contains("legacy")));
}

TEST(ServerAlgorithms, TheCurrentOnesAreThoseWithoutDatedOnesWhereTheConfigurationNamesNone) {
  config::SshConfig config;
  EXPECT_THAT(algorithm_lists(config).kex, Contains("ecdh-sha2-nistp256"));
  EXPECT_THAT(current_algorithm_lists(config).kex, Not(Contains("ecdh-sha2-nistp256")));
  EXPECT_THAT(current_algorithm_lists(config).host_key,
              Not(Contains("ecdsa-sha2-nistp256-cert-v01@openssh.com")));
  EXPECT_EQ(current_algorithm_lists(config).public_key, algorithm_lists(config).public_key);
  config.kex = {"ecdh-sha2-nistp256"};
  config.mac = {"legacy"};
  EXPECT_THAT(current_algorithm_lists(config).kex, ElementsAre("ecdh-sha2-nistp256"));
  EXPECT_THAT(current_algorithm_lists(config).mac, Contains("hmac-sha1"));
}

TEST(ServerAlgorithms, OfAClientKnowLegacyToo) {
  config::SshClientConfig config;
  config.host_key = {"legacy"};
  EXPECT_THAT(algorithm_lists(config).host_key, Contains("ssh-rsa"));
  EXPECT_THAT(algorithm_lists(config).mac, Not(Contains("hmac-sha1")));
}

TEST(ServerAlgorithms, OfTheRoutersOwnKeysAreAsNamedOrNone) {
  config::SshClientConfig config;
  EXPECT_TRUE(signature_names(config).empty()) << "the server's wishes count";
  config.public_key = {"rsa-sha2-256", "ssh-ed25519"};
  EXPECT_THAT(signature_names(config), ElementsAre("rsa-sha2-256", "ssh-ed25519"));
  config.public_key = {"legacy"};
  EXPECT_THAT(signature_names(config), Contains("ssh-rsa"));
  EXPECT_THAT(signature_names(config), Contains("ssh-ed25519"));
}

TEST(ServerAlgorithms, NamesTheWeakOnesOfAConnectionOnce) {
  EXPECT_EQ(ssh::weak_algorithms({.kex = "curve25519-sha256",
                                  .host_key = "ssh-ed25519",
                                  .encryption_in = "aes128-ctr",
                                  .encryption_out = "aes128-ctr",
                                  .mac_in = "hmac-sha2-256",
                                  .mac_out = "hmac-sha2-256",
                                  .compression_in = "none",
                                  .compression_out = "none"}),
            "");
  EXPECT_EQ(ssh::weak_algorithms({.kex = "diffie-hellman-group14-sha1",
                                  .host_key = "ssh-rsa",
                                  .encryption_in = "aes128-cbc",
                                  .encryption_out = "aes128-cbc",
                                  .mac_in = "hmac-sha1",
                                  .mac_out = "hmac-sha1",
                                  .compression_in = "none",
                                  .compression_out = "none"}),
            "diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc, hmac-sha1");
}

}  // namespace
}  // namespace ferry::server
