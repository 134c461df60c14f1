#include "ssh/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"
#include "support/server_login.h"

namespace ferry::ssh {
namespace {

using testing::CertificatePlan;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::option;

const crypto::PrivateKey& authority() {
  static const auto key = crypto::PrivateKey::generate_ed25519();
  return key;
}

CertificatePlan plan() {
  return {.key = {.key = ed25519_key().public_key()}};
}

/// Why the certificate of `alice` does not do for a login at 1500 from 10.1.1.2; empty if it does.
std::string problem(const CertificatePlan& made, std::uint64_t now = 1500,
                    std::string_view principal = "alice") {
  const auto certificate = decode_certificate(make_certificate(made, authority()));
  if (!certificate) return certificate.error().message;
  return why_unusable(
             *certificate,
             {.kind = CertificateKind::user, .principal = principal, .now = now, .address = "10.1.1.2"})
      .value_or("");
}

TEST(Certificate, SaysEverythingThatWasSigned) {
  CertificatePlan made = plan();
  made.principals = {"alice", "a,b"};
  made.critical = {
      option("force-command", "show clock"), option("source-address", "10.0.0.0/8"), {"verify-required", {}}};
  made.extensions = {{"no-touch-required", {}}, {"permit-pty", {}}};
  const auto certificate = decode_certificate(make_certificate(made, authority()));
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_EQ(certificate->key, made.key);
  EXPECT_EQ(certificate->serial, 7U);
  EXPECT_EQ(certificate->key_id, "alice's");
  EXPECT_EQ(certificate->principals, made.principals);
  EXPECT_EQ(certificate->valid_after, 1000U);
  EXPECT_EQ(certificate->valid_before, 2000U);
  EXPECT_EQ(certificate->options.force_command, "show clock");
  EXPECT_EQ(certificate->options.source_address, "10.0.0.0/8");
  EXPECT_TRUE(certificate->options.verify_required);
  EXPECT_TRUE(certificate->options.no_touch_required);
  EXPECT_FALSE(certificate->options.unknown);
  EXPECT_THAT(certificate->words(), HasSubstr("ID \"alice's\" (serial 7) CA ssh-ed25519 SHA256:"));
}

TEST(Certificate, HoldsAnyTypeOfKeyUnderAnyTypeOfAuthority) {
  const testing::SoftwareToken token;
  struct Row {
    PeerKey key;
    std::string_view type;
  };
  const Row rows[] = {{{ed25519_key().public_key()}, "ssh-ed25519-cert-v01@openssh.com"},
                      {{ecdsa_key().public_key()}, "ecdsa-sha2-nistp256-cert-v01@openssh.com"},
                      {{rsa_key().public_key()}, "ssh-rsa-cert-v01@openssh.com"},
                      {token.public_key(), "sk-ssh-ed25519-cert-v01@openssh.com"}};
  for (const Row& row : rows) {
    CertificatePlan made{.key = row.key, .type = row.type};
    EXPECT_TRUE(decode_certificate(make_certificate(made, authority()))) << row.type;
    made.signed_with = "ecdsa-sha2-nistp256";
    EXPECT_TRUE(decode_certificate(make_certificate(made, ecdsa_key()))) << row.type;
    made.signed_with = "rsa-sha2-256";
    EXPECT_TRUE(decode_certificate(make_certificate(made, rsa_key()))) << row.type;
  }
}

TEST(Certificate, IsRefusedWhenTruncatedOrTooLong) {
  CertificatePlan made = plan();
  made.critical = {option("force-command", "x")};
  ByteVector blob = make_certificate(made, authority());
  for (std::size_t size = 0; size < blob.size(); ++size)
    ASSERT_FALSE(decode_certificate(Bytes{blob}.first(size))) << size;
  blob.push_back(0);
  EXPECT_FALSE(decode_certificate(blob));
}

TEST(Certificate, IsRefusedWithAnyByteChanged) {
  const ByteVector blob = make_certificate(plan(), authority());
  for (std::size_t at = 0; at < blob.size(); ++at) {
    ByteVector changed = blob;
    changed[at] ^= 1U;
    ASSERT_FALSE(decode_certificate(changed)) << at;
  }
}

TEST(Certificate, MayNotBeSignedByACertificate) {
  CertificatePlan made = plan();
  made.authority = make_certificate(plan(), authority());
  const auto nested = decode_certificate(make_certificate(made, ed25519_key()));
  ASSERT_FALSE(nested);
  EXPECT_THAT(nested.error().message, HasSubstr("signed by another certificate"));
}

TEST(Certificate, MayNotBeSignedWithSha1) {
  CertificatePlan made = plan();
  made.signed_with = "ssh-rsa";
  EXPECT_FALSE(decode_certificate(make_certificate(made, rsa_key())));
}

TEST(Certificate, OfAnotherKindThanUserOrHostIsRefused) {
  CertificatePlan made = plan();
  made.kind = CertificateKind{3};
  EXPECT_FALSE(decode_certificate(make_certificate(made, authority())));
}

TEST(Certificate, WithOptionsOutOfOrderOrTwiceIsRefused) {
  CertificatePlan made = plan();
  made.critical = {option("source-address", "10.0.0.0/8"), option("force-command", "x")};
  EXPECT_EQ(problem(made), "the certificate is malformed");
  made.critical = {option("force-command", "x"), option("force-command", "y")};
  EXPECT_EQ(problem(made), "the certificate is malformed");
}

TEST(Certificate, WithMoreThanItsBoundsIsRefused) {
  CertificatePlan made = plan();
  made.key_id = std::string(1025, 'x');
  EXPECT_EQ(problem(made), "the certificate is malformed");
  made = plan();
  made.principals = std::vector<std::string>(257, "alice");
  EXPECT_EQ(problem(made), "the certificate is malformed");
}

TEST(Certificate, IsGoodFromItsFirstSecondToTheOneBeforeItsEnd) {
  EXPECT_EQ(problem(plan(), 999), "it is not valid yet");
  EXPECT_EQ(problem(plan(), 1000), "");
  EXPECT_EQ(problem(plan(), 1999), "");
  EXPECT_EQ(problem(plan(), 2000), "it has expired");
}

TEST(Certificate, IsGoodForItsPrincipalsOnly) {
  EXPECT_EQ(problem(plan(), 1500, "bob"), "it is not for bob");
  CertificatePlan made = plan();
  made.principals = {"alice,bob"};
  EXPECT_EQ(problem(made, 1500, "bob"), "it is not for bob") << "a comma separates nothing";
  made.principals = {"*"};
  EXPECT_EQ(problem(made), "it is not for alice") << "a principal is no pattern";
  made.principals = {};
  EXPECT_EQ(problem(made), "it is not for alice") << "nobody is not everybody";
}

TEST(Certificate, OfAHostIsNoneOfAUserAndTheOtherWayRound) {
  CertificatePlan made = plan();
  made.kind = CertificateKind::host;
  EXPECT_EQ(problem(made), "it is for a host, not for a user");
  const auto user = decode_certificate(make_certificate(plan(), authority()));
  EXPECT_EQ(why_unusable(*user, {.kind = CertificateKind::host, .principal = "alice", .now = 1500}),
            "it is for a user, not for a host");
}

TEST(Certificate, IsGoodFromItsSourceAddressOnly) {
  CertificatePlan made = plan();
  made.critical = {option("source-address", "192.0.2.0/24,10.1.0.0/16")};
  EXPECT_EQ(problem(made), "");
  made.critical = {option("source-address", "192.0.2.0/24")};
  EXPECT_EQ(problem(made), "it is good from 192.0.2.0/24 only");
  made.critical = {option("source-address", "10.1.1.2/33")};
  EXPECT_EQ(problem(made), "its source-address is malformed");
}

TEST(Certificate, WithACriticalOptionThatMeansNothingIsRefused) {
  CertificatePlan made = plan();
  made.critical = {{"x@example.com", {}}};
  EXPECT_EQ(problem(made), "it has the critical option x@example.com, which means nothing here");
  made.critical = {};
  made.extensions = {{"x@example.com", {}}};
  EXPECT_EQ(problem(made), "");
}

// --- Logging in ---

struct Shown {
  ByteVector blob;
  Text algorithm = "ssh-ed25519-cert-v01@openssh.com";
  const crypto::PrivateKey* key = &ed25519_key();
  Text signed_with = "ssh-ed25519";

  [[nodiscard]] ByteVector packet() const {
    const ByteVector text = signed_login(session_id, {"alice", algorithm, blob});
    const ByteVector signature = sign(*key, *find_signature_algorithm(signed_with), text);
    return request("publickey", method_data(true, algorithm, Bytes{blob}, Bytes{signature}));
  }
};

TEST(Certificate, IsAskedAboutWhenItsKeyHasSignedTheLogin) {
  Login login;
  login.start();
  const Shown shown{.blob = make_certificate(plan(), authority())};
  ASSERT_TRUE(login.receive(shown.packet()));
  EXPECT_EQ(login.question<PublicKeyProof>().blob, shown.blob);
}

TEST(Certificate, OfAnRsaKeySignsByTheNameOfItsAlgorithm_Rfc8332Section3) {
  Login login;
  login.start();
  CertificatePlan made{.key = {.key = rsa_key().public_key()}, .type = "ssh-rsa-cert-v01@openssh.com"};
  const Shown shown{.blob = make_certificate(made, authority()),
                    .algorithm = "rsa-sha2-512-cert-v01@openssh.com",
                    .key = &rsa_key(),
                    .signed_with = "rsa-sha2-512"};
  ASSERT_TRUE(login.receive(shown.packet()));
  EXPECT_EQ(login.question<PublicKeyProof>().blob, shown.blob);
  Shown other = shown;
  other.signed_with = "rsa-sha2-256";
  Login second;
  second.start();
  ASSERT_TRUE(second.receive(other.packet()));
  expect_failure(second);
}

TEST(Certificate, IsNoPlainKeyAndAPlainKeyIsNoCertificate) {
  const ByteVector certificate = make_certificate(plan(), authority());
  const ByteVector plain = encode_public_key(ed25519_key().public_key());
  for (const Shown& shown : {Shown{.blob = certificate, .algorithm = "ssh-ed25519"}, Shown{.blob = plain}}) {
    Login login;
    login.start();
    ASSERT_TRUE(login.receive(shown.packet()));
    expect_failure(login);
    EXPECT_FALSE(login.events.pop());
  }
}

TEST(Certificate, IsLookedAtOnlyWhereItsAlgorithmIsListed) {
  Login login{{.public_key_algorithms = {"ssh-ed25519"}}};
  login.start();
  ASSERT_TRUE(login.receive(Shown{.blob = make_certificate(plan(), authority())}.packet()));
  expect_failure(login);
}

}  // namespace
}  // namespace ferry::ssh
