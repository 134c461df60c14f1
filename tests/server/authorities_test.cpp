#include "server/authorities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"

namespace ferry::server {
namespace {

using ssh::CertificateKind;
using testing::CertificatePlan;
using ::testing::HasSubstr;

/// Certificates of a test are valid from 1000 to 2000.
constexpr WallTime at(int seconds) {
  return WallTime{std::chrono::seconds{seconds}};
}

const crypto::PrivateKey& authority_key() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}

config::PublicKeyHash hash_of(const crypto::PrivateKey& key) {
  return {.algorithm = "ssh-ed25519",
          .md5 = ssh::md5_key_hash(ssh::encode_public_key(key.public_key())),
          .comment = {}};
}

config::PubkeyChain chain(const std::string& pattern = "*.lab") {
  config::PubkeyChain made;
  made.server_authorities[pattern].keys = {hash_of(authority_key())};
  return made;
}

CertificatePlan plan() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return {.key = {.key = key.public_key()},
          .kind = CertificateKind::host,
          .key_id = "r2's",
          .principals = {"r2.lab", "r3.lab"}};
}

std::string why_not(const CertificatePlan& certificate, const config::PubkeyChain& trusted,
                    std::string_view host = "r2.lab", WallTime now = at(1500)) {
  const auto decoded =
      ssh::decode_certificate(testing::make_certificate(certificate, authority_key())).value();
  return why_not_certified(trusted, host, decoded, now).value_or("");
}

TEST(ServerAuthority, CertifiesTheServersOfItsPattern) {
  EXPECT_EQ(why_not(plan(), chain()), "");
  EXPECT_EQ(why_not(plan(), chain("r2.lab")), "");
  EXPECT_EQ(why_not(plan(), chain("R2.lab"), "r2.LAB"), "");
  EXPECT_EQ(why_not(plan(), chain("*.example")), "its authority is not trusted");
  EXPECT_TRUE(has_server_authority(chain(), "r2.lab"));
  EXPECT_FALSE(has_server_authority(chain(), "r2.example"));
}

TEST(ServerAuthority, SaysWhatIsWrongWithACertificate) {
  CertificatePlan of_user = plan(), for_nobody = plan(), restricted = plan();
  of_user.kind = CertificateKind::user;
  for_nobody.principals.clear();
  restricted.critical = {testing::option("x@example.com", "y")};
  EXPECT_EQ(why_not(plan(), chain(), "r2.lab", at(999)), "it is not valid yet");
  EXPECT_EQ(why_not(plan(), chain(), "r2.lab", at(2000)), "it has expired");
  EXPECT_EQ(why_not(plan(), chain(), "r4.lab"), "it is not for r4.lab");
  EXPECT_EQ(why_not(for_nobody, chain()), "it is not for r2.lab");
  EXPECT_EQ(why_not(of_user, chain()), "it is for a user, not for a host");
  EXPECT_THAT(why_not(restricted, chain()), HasSubstr("critical option x@example.com"));
}

TEST(ServerAuthority, RevokesBySerialNumberAndKeyId) {
  config::PubkeyChain by_serial = chain(), by_id = chain();
  by_serial.server_authorities["*.lab"].revoked_serials = {7};
  by_id.server_authorities["*.lab"].revoked_key_ids = {"r2's"};
  EXPECT_EQ(why_not(plan(), by_serial), "its serial number is revoked");
  EXPECT_EQ(why_not(plan(), by_id), "its key ID is revoked");
}

TEST(ServerAuthority, ThatRevokesCountsThoughAnotherWithTheSameKeyDoesNot) {
  config::PubkeyChain both = chain();
  both.server_authorities["r*"] = both.server_authorities["*.lab"];
  both.server_authorities["r*"].revoked_serials = {7};
  EXPECT_EQ(why_not(plan(), both), "its serial number is revoked");
}

TEST(ServerAuthority, OfUsersCertifiesNoServer) {
  config::PubkeyChain users;
  users.user_authorities["*.lab"].keys = {hash_of(authority_key())};
  EXPECT_EQ(why_not(plan(), users), "its authority is not trusted");
}

}  // namespace
}  // namespace ferry::server
