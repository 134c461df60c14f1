#include "server/host_certificates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "support/certificates.h"
#include "support/fake_clock.h"
#include "support/files.h"
#include "support/transport_pair.h"
#include "vfs/memory_file_systems.h"

namespace ferry::server {
namespace {

using ssh::CertificateKind;
using testing::CertificatePlan;
using ::testing::HasSubstr;

constexpr std::string_view certified = "ssh-ed25519-cert-v01@openssh.com";

/// A file of `ip ssh server certificate` and what comes of it. Certificates are valid from 1000 to 2000.
class HostCertificateTest : public ::testing::Test {
 protected:
  HostCertificateTest() { files.mount("flash", vfs::make_memory(1 << 20, clock)); }

  static CertificatePlan plan() {
    const auto* key = testing::quick_host_keys()->for_algorithm("ssh-ed25519");
    return {.key = {.key = key->public_key()},
            .kind = CertificateKind::host,
            .key_id = "r1's",
            .principals = {"r1.lab", "10.0.0.1"}};
  }
  void store(const CertificatePlan& certificate) {
    const auto authority = crypto::PrivateKey::generate_ed25519();
    store(fmt::format("{} {} comment\n", certificate.type,
                      to_base64(testing::make_certificate(certificate, authority))));
  }
  void store(std::string_view text) {
    ASSERT_TRUE(testing::put_file(files, files.parse("flash:/c.pub", files.root()).value(), text));
  }
  CertifiedKeys look(int seconds = 1500) {
    return certified_keys({"flash:/c.pub"}, files, testing::quick_host_keys(),
                          WallTime{std::chrono::seconds{seconds}});
  }
  std::string words(int seconds = 1500) { return look(seconds).certificates.at(0).words(); }

  testing::FakeClock clock;
  vfs::Mounts files{"flash"};
};

TEST_F(HostCertificateTest, IsShownForTheKeyThatItCertifies) {
  store(plan());
  const auto keys = look().keys;
  EXPECT_NE(keys->for_algorithm(certified), nullptr);
  EXPECT_EQ(keys->for_algorithm("ecdsa-sha2-nistp256-cert-v01@openssh.com"), nullptr);
  EXPECT_NE(keys->for_algorithm("ssh-ed25519"), nullptr);
  EXPECT_THAT(words(), HasSubstr("flash:/c.pub: ID \"r1's\" (serial 7) CA ssh-ed25519 SHA256:"));
  EXPECT_THAT(words(), HasSubstr(", for r1.lab,10.0.0.1"));
}

TEST_F(HostCertificateTest, OfAnotherKeyIsShownToNobodyAndBothAreNamed) {
  CertificatePlan other = plan();
  other.key.key = crypto::PrivateKey::generate_ed25519().public_key();
  store(other);
  EXPECT_EQ(look().keys->for_algorithm(certified), nullptr);
  EXPECT_THAT(words(), HasSubstr("of no use, it certifies the key " + std::string{"ssh-ed25519 SHA256:"}));
  EXPECT_THAT(words(), HasSubstr("which is none of the host keys (ssh-ed25519 SHA256:"));
}

TEST_F(HostCertificateTest, OutOfItsTimeIsShownToNobody) {
  store(plan());
  EXPECT_THAT(words(999), HasSubstr("it is not valid yet"));
  EXPECT_THAT(words(2000), HasSubstr("it has expired"));
  EXPECT_EQ(look(2000).keys->for_algorithm(certified), nullptr);
}

TEST_F(HostCertificateTest, OfAUserIsShownToNobody) {
  CertificatePlan of_user = plan();
  of_user.kind = CertificateKind::user;
  store(of_user);
  EXPECT_THAT(words(), HasSubstr("it is for a user, not for a host"));
}

TEST_F(HostCertificateTest, OfNoUseNamesTheRemedy) {
  const auto remedy = [&](int seconds = 1500) { return look(seconds).certificates.at(0).remedy; };
  EXPECT_EQ(remedy(), "copy it there");
  store("no certificate");
  EXPECT_EQ(remedy(), "copy the file there that ssh-keygen -s has written");
  store(plan());
  EXPECT_EQ(remedy(), "");
  EXPECT_THAT(remedy(999), HasSubstr("show clock"));
  EXPECT_THAT(remedy(2000), HasSubstr("ssh-keygen -s CA -h"));
  CertificatePlan other = plan();
  other.key.key = crypto::PrivateKey::generate_ed25519().public_key();
  store(other);
  EXPECT_THAT(remedy(), HasSubstr("show crypto key mypubkey openssh"));
}

TEST_F(HostCertificateTest, AFileWithoutOneSaysSo) {
  EXPECT_THAT(words(), HasSubstr("of no use")) << "it is not there";
  for (const std::string_view text : {"", "ssh-ed25519", "ssh-ed25519 AAAA", "x !!", "\n\n"}) {
    store(text);
    EXPECT_THAT(words(), HasSubstr("there is no certificate in it")) << text;
    EXPECT_EQ(look().keys->for_algorithm(certified), nullptr);
  }
}

}  // namespace
}  // namespace ferry::server
