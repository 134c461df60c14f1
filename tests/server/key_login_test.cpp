#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"
#include "support/test_router.h"

namespace ferry::server {
namespace {

using testing::CertificatePlan;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::option;
using testing::SoftwareToken;
using testing::TestRouter;

/// 2026-01-01 00:00:00 UTC, where the clock of a test stands.
constexpr std::uint64_t now = 1'767'225'600;
constexpr std::string_view certificate_algorithm = "ssh-ed25519-cert-v01@openssh.com";

const crypto::PrivateKey& authority() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}
const crypto::PrivateKey& user_key() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}

config::PublicKeyHash hash_of(const ssh::PeerKey& key, std::string algorithm) {
  return {
      .algorithm = std::move(algorithm), .md5 = ssh::md5_key_hash(ssh::encode_peer_key(key)), .comment = {}};
}

config::Config trusting() {
  config::Config config = testing::guide_configuration();
  config.ssh.chain.user_authorities["staff"].keys = {
      hash_of({.key = authority().public_key()}, "ssh-ed25519")};
  return config;
}

CertificatePlan plan() {
  CertificatePlan made{.key = {.key = user_key().public_key()}};
  made.principals = {"user1"};
  made.valid_after = now - 60;
  made.valid_before = now + 60;
  return made;
}

/// Shows `blob` as user1 does, signed by `sign_text`; true when that is a login.
template <class Sign>
bool logs_in(TestRouter& router, std::string_view algorithm, const ByteVector& blob, Sign sign_text) {
  router.connect();
  router.run();
  EXPECT_TRUE(router.client.take<ssh::CredentialsNeeded>());
  const ssh::PublicKeyClaim claim{"user1", algorithm, blob};
  const ByteVector signature = sign_text(router.client->login_text(claim));
  router.client->prove_public_key(claim, signature);
  router.run();
  return router.client.take<ssh::LoggedIn>().has_value();
}

bool logs_in(TestRouter& router, const ByteVector& certificate) {
  return logs_in(router, certificate_algorithm, certificate, [](const ByteVector& text) {
    return ssh::sign(user_key(), *ssh::find_signature_algorithm("ssh-ed25519"), text);
  });
}

bool logs_in(TestRouter& router, const SoftwareToken& token) {
  return logs_in(router, token.algorithm(), ssh::encode_peer_key(token.public_key()),
                 [&](const ByteVector& text) { return token.sign(text); });
}

/// What the log says about a certificate that is refused.
std::string refusal(const CertificatePlan& made, const config::Config& config = trusting()) {
  TestRouter router{config};
  EXPECT_FALSE(logs_in(router, make_certificate(made, authority())));
  return router.log_text();
}

// --- Certificates ---

TEST(CertificateLogin, OpensForItsPrincipalAndTellsTheLogWhichCertificateItWas) {
  TestRouter router{trusting()};
  ASSERT_TRUE(logs_in(router, make_certificate(plan(), authority()))) << router.log_text();
  EXPECT_TRUE(
      router.logged("%SSH-6-CERTIFICATE_ACCEPTED: User 'user1' from 10.1.1.2 has shown a certificate: "
                    "ID \"alice\\x27s\" (serial 7) CA ssh-ed25519 SHA256:"))
      << router.log_text();
  EXPECT_EQ(router.exec("show privilege").output, "Current privilege level is 15\n");
}

TEST(CertificateLogin, IsRefusedUnlessItsAuthorityIsTrusted) {
  EXPECT_THAT(refusal(plan(), testing::guide_configuration()), HasSubstr("its authority is not trusted"));
}

TEST(CertificateLogin, IsRefusedOutsideItsTime) {
  CertificatePlan made = plan();
  made.valid_before = now;
  EXPECT_THAT(refusal(made), HasSubstr("it has expired"));
  made.valid_after = made.valid_before = now + 1;
  EXPECT_THAT(refusal(made), HasSubstr("it is not valid yet"));
}

TEST(CertificateLogin, IsRefusedForAnotherPrincipal) {
  CertificatePlan made = plan();
  made.principals = {"user2"};
  EXPECT_THAT(refusal(made), HasSubstr("it is not for user1"));
}

TEST(CertificateLogin, IsForThePrincipalsOfTheUserInsteadOfTheNameWhereThereAreAny) {
  config::Config config = trusting();
  config.ssh.chain.principals["user1"] = {"one", "two"};
  EXPECT_THAT(refusal(plan(), config), HasSubstr("it is not for two"));
  CertificatePlan made = plan();
  made.principals = {"one"};
  TestRouter router{config};
  EXPECT_TRUE(logs_in(router, make_certificate(made, authority()))) << router.log_text();
}

TEST(CertificateLogin, IsRefusedFromAnotherSourceAddress) {
  CertificatePlan made = plan();
  made.critical = {option("source-address", "192.0.2.0/24")};
  EXPECT_THAT(refusal(made), HasSubstr("it is good from 192.0.2.0/24 only"));
}

TEST(CertificateLogin, IsRefusedOfAUserWhoIsNotInTheConfiguration) {
  config::Config config = trusting();
  config.users.erase("user1");
  EXPECT_THAT(refusal(plan(), config), HasSubstr("unknown user"));
}

TEST(CertificateLogin, IsRefusedOnceItIsRevoked) {
  config::Config config = trusting();
  config.ssh.chain.user_authorities["staff"].revoked_serials = {7};
  EXPECT_THAT(refusal(plan(), config), HasSubstr("its serial number is revoked"));
  config = trusting();
  config.ssh.chain.user_authorities["staff"].revoked_key_ids = {"alice's"};
  EXPECT_THAT(refusal(plan(), config), HasSubstr("its key ID is revoked"));
  for (const auto* key : {&authority(), &user_key()}) {
    config = trusting();
    config.ssh.chain.revoked_keys = {ssh::sha256_fingerprint(ssh::encode_public_key(key->public_key()))};
    EXPECT_THAT(refusal(plan(), config), HasSubstr("it is revoked"));
  }
}

TEST(CertificateLogin, IsRefusedWhenTheRevocationListNamesIt) {
  config::Config config = trusting();
  config.ssh.chain.revocation_list = "flash:/revoked.krl";
  // Of nobody in particular: the key ID "alice's".
  ByteVector list, ids, part;
  wire::Writer{ids}.write(std::string_view{"alice's"});
  wire::Writer parts{part};
  parts.write(std::string_view{});
  parts.write(std::string_view{});
  parts.write(std::uint8_t{0x23});
  parts.write(Bytes{ids});
  wire::Writer out{list};
  out.write(std::uint64_t{0x5353484b524c0a00});
  out.write(std::uint32_t{1});
  for (int i = 0; i < 3; ++i) out.write(std::uint64_t{0});
  for (int i = 0; i < 2; ++i) out.write(std::string_view{});
  out.write(std::uint8_t{1});
  out.write(Bytes{part});
  TestRouter router{config};
  router.device.write_file("flash:revoked.krl", as_text(list));
  EXPECT_FALSE(logs_in(router, make_certificate(plan(), authority())));
  EXPECT_TRUE(router.logged("it is in flash:/revoked.krl")) << router.log_text();
}

TEST(CertificateLogin, IsRefusedAsLongAsTheRevocationListCannotBeRead) {
  config::Config config = trusting();
  config.ssh.chain.revocation_list = "flash:/revoked.krl";
  EXPECT_THAT(refusal(plan(), config), HasSubstr("revocation-list flash:/revoked.krl: No such file"));
  TestRouter router{config};
  router.device.write_file("flash:revoked.krl", "no list");
  EXPECT_FALSE(logs_in(router, make_certificate(plan(), authority())));
  EXPECT_TRUE(router.logged("not a list of revoked keys")) << router.log_text();
}

TEST(CertificateLogin, RunsTheCommandOfTheCertificateWhateverIsAskedFor) {
  CertificatePlan made = plan();
  made.critical = {option("force-command", "show privilege")};
  TestRouter router{trusting()};
  ASSERT_TRUE(logs_in(router, make_certificate(made, authority())));
  EXPECT_EQ(router.exec("show clock").output, "Current privilege level is 15\n");
  const auto channel = router.open();
  router.client->request(channel, ssh::SubsystemRequest{"sftp"}, true);
  router.run();
  EXPECT_EQ(router.client.data[channel], "Current privilege level is 15\n");
}

// --- Security tokens ---

config::Config with_token(const SoftwareToken& token, bool no_touch = false, bool verify = false) {
  config::Config config = testing::guide_configuration();
  config::PublicKeyHash key = hash_of(token.public_key(), std::string{token.algorithm()});
  key.no_touch_required = no_touch;
  key.verify_required = verify;
  config.ssh.pubkey_chain["user1"] = {key};
  return config;
}

TEST(TokenLogin, OpensWhenSomebodyTouchedTheToken) {
  for (const auto& token :
       {SoftwareToken{}, SoftwareToken{.key = crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256)}}) {
    TestRouter router{with_token(token)};
    EXPECT_TRUE(logs_in(router, token)) << router.log_text();
  }
}

TEST(TokenLogin, IsRefusedWithoutATouchUnlessTheKeyNeedsNone) {
  const SoftwareToken token{.flags = 0};
  TestRouter strict{with_token(token)};
  EXPECT_FALSE(logs_in(strict, token));
  EXPECT_TRUE(strict.logged("nobody touched the security token")) << strict.log_text();
  TestRouter lenient{with_token(token, true)};
  EXPECT_TRUE(logs_in(lenient, token));
}

TEST(TokenLogin, IsRefusedUnlessTheUserWasVerifiedWhereTheKeyNeedsThat) {
  const SoftwareToken touched;
  TestRouter strict{with_token(touched, false, true)};
  EXPECT_FALSE(logs_in(strict, touched));
  EXPECT_TRUE(strict.logged("did not verify its user")) << strict.log_text();
  SoftwareToken verified{.flags = 5};
  TestRouter router{with_token(verified, false, true)};
  EXPECT_TRUE(logs_in(router, verified));
}

TEST(KeyLogin, IsRefusedOnceTheKeyIsRevoked) {
  const SoftwareToken token;
  config::Config config = with_token(token);
  config.ssh.chain.revoked_keys = {ssh::sha256_fingerprint(ssh::encode_peer_key(token.public_key()))};
  TestRouter router{config};
  EXPECT_FALSE(logs_in(router, token));
  EXPECT_TRUE(router.logged("it is revoked")) << router.log_text();
}

}  // namespace
}  // namespace ferry::server
