#include "transfer/server_keys.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "crypto/signature.h"
#include "ssh/keys.h"
#include "support/certificates.h"
#include "support/run_flow.h"

namespace ferry::transfer {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ByteVector ed25519() {
  return ssh::encode_public_key(crypto::PrivateKey::generate_ed25519().public_key());
}

ByteVector ecdsa() {
  return ssh::encode_public_key(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256).public_key());
}

class KeysInMemory final : public ServerKeyStore {
 public:
  std::vector<ServerKey> keys;
  bool is_full = false;
  [[nodiscard]] std::vector<ServerKey> list() const override { return keys; }
  Result<void> learn(ServerKey key) override {
    if (is_full) return failure(ErrorCode::no_space);
    keys.push_back(std::move(key));
    return {};
  }
  Result<std::size_t> forget(const std::string&) override { return std::size_t{0}; }
};

struct Court {
  KeysInMemory keys;
  net::Offload offload{1};
  bool learns = true;
  std::vector<std::string> log;
  std::vector<ConfiguredKey> configured;
  bool has_authority = false;
  std::optional<std::string> why_not_certified = {};
  std::optional<ByteVector> revoked = {};
  FirstUseJudge judge{
      {.keys = keys,
       .offload = offload,
       .learns = [this] { return learns; },
       .permission = "learn",
       .remedy = [](const HostName& server) { return "forget " + server.host; },
       .learned = [this](const HostName& server,
                         std::string_view) { log.push_back("learned " + server.host); },
       .refused = [this](const HostName& server,
                         std::string_view) { log.push_back("refused " + server.host); },
       .configured = [this](const HostName&) { return configured; },
       .has_authority = [this](const HostName&) { return has_authority; },
       .why_not_certified = [this](const HostName&, const ssh::Certificate&) { return why_not_certified; },
       .why_revoked = [this](ByteVector blob) { return revocation(std::move(blob)); }}};

  net::Task<std::optional<std::string>> revocation(ByteVector blob) {
    co_return blob == revoked ? std::optional<std::string>{"it is revoked"} : std::nullopt;
  }

  HostKeyVerdict verdict(ByteVector blob, HostName server = {"r2", 22}) {
    return testing::run_flow(judge.judge(std::move(server), std::move(blob)));
  }
  std::string refusal(ByteVector blob) {
    const auto answer = verdict(std::move(blob));
    const auto* refused = std::get_if<HostKeyRefused>(&answer);
    return refused == nullptr ? "" : refused->words;
  }
};

TEST(FirstUseJudge, LearnsAServerOnceAndTrustsItFromThenOn) {
  Court court;
  const ByteVector key = ed25519();
  EXPECT_TRUE(std::holds_alternative<HostKeyLearned>(court.verdict(key)));
  EXPECT_TRUE(std::holds_alternative<HostKeyTrusted>(court.verdict(key)));
  EXPECT_THAT(court.log, ElementsAre("learned r2"));
}

TEST(FirstUseJudge, RefusesAnotherKeyOfAKnownServerWhateverMayBeLearned) {
  Court court;
  court.verdict(ed25519());
  const std::string why = court.refusal(ed25519());
  EXPECT_THAT(why, HasSubstr("Host key has changed, to ssh-ed25519 SHA256:"));
  EXPECT_THAT(why, HasSubstr("'forget r2' forgets the old one"));
  EXPECT_THAT(court.refusal(ecdsa()), HasSubstr("has changed"));
  EXPECT_THAT(court.log, ElementsAre("learned r2", "refused r2", "refused r2"));
  EXPECT_EQ(court.keys.keys.size(), 1U);
}

TEST(FirstUseJudge, RefusesAnUnknownServerWhereNothingMayBeLearned) {
  Court court;
  court.learns = false;
  EXPECT_THAT(court.refusal(ed25519()), AllOf(HasSubstr("Host key is not known, ssh-ed25519 SHA256:"),
                                              HasSubstr("; if that is right, 'learn' lets it be learned")));
  EXPECT_TRUE(court.keys.keys.empty());
}

TEST(FirstUseJudge, TrustsNoKeyThatItCannotRemember) {
  Court court;
  court.keys.is_full = true;
  EXPECT_THAT(court.refusal(ed25519()), HasSubstr("cannot be remembered"));
}

TEST(FirstUseJudge, TrustsOnlyTheKeysThatAreConfiguredWhereThereAreAny) {
  Court court;
  const ByteVector learned = ed25519();
  const ByteVector given = ecdsa();
  court.verdict(learned);
  court.configured = {{"ecdsa-sha2-nistp256", ssh::md5_key_hash(given)}};
  EXPECT_TRUE(std::holds_alternative<HostKeyTrusted>(court.verdict(given)));
  EXPECT_THAT(court.refusal(learned),
              AllOf(HasSubstr("not one of those that 'ip ssh pubkey-chain' has, but ssh-ed25519 SHA256:"),
                    HasSubstr("configure it under 'server r2'")));
  EXPECT_THAT(court.judge.known_types({"r2", 22}), ElementsAre(ssh::KeyType::ecdsa_nistp256));
  EXPECT_EQ(court.keys.keys.size(), 1U) << "what is configured need not be learned";
}

/// A certificate for `key`, by an authority that nobody asks about here.
ByteVector certificate_for(const crypto::PrivateKey& key) {
  return testing::make_certificate({.key = {key.public_key()}, .kind = ssh::CertificateKind::host},
                                   crypto::PrivateKey::generate_ed25519());
}

TEST(FirstUseJudge, TrustsACertificateAndLearnsNothingFromIt) {
  Court court;
  court.has_authority = true;
  EXPECT_TRUE(court.judge.has_authority({"r2", 22}));
  const auto key = crypto::PrivateKey::generate_ed25519();
  EXPECT_TRUE(std::holds_alternative<HostKeyTrusted>(court.verdict(certificate_for(key))));
  EXPECT_TRUE(court.keys.keys.empty());
}

TEST(FirstUseJudge, SaysWhyACertificateDoesNotDoAndLearnsNoKeyInstead) {
  Court court;
  court.has_authority = true;
  court.why_not_certified = "it has expired";
  const auto key = crypto::PrivateKey::generate_ed25519();
  EXPECT_THAT(court.refusal(certificate_for(key)),
              AllOf(HasSubstr("Host certificate does not do, it has expired; ID \"alice's\" (serial 7) CA"),
                    HasSubstr(", for ssh-ed25519 SHA256:")));
  EXPECT_THAT(court.refusal(ed25519()), HasSubstr("Host key has no certificate of an authority"));
  EXPECT_TRUE(court.keys.keys.empty());
}

TEST(FirstUseJudge, TrustsAConfiguredKeyWhoseCertificateDoesNotDo) {
  Court court;
  court.has_authority = true;
  court.why_not_certified = "it has expired";
  const auto key = crypto::PrivateKey::generate_ed25519();
  const ByteVector plain = ssh::encode_public_key(key.public_key());
  court.configured = {{"ssh-ed25519", ssh::md5_key_hash(plain)}};
  EXPECT_TRUE(std::holds_alternative<HostKeyTrusted>(court.verdict(certificate_for(key))));
  EXPECT_TRUE(std::holds_alternative<HostKeyTrusted>(court.verdict(plain)));
}

TEST(FirstUseJudge, RefusesWhatIsRevokedWhoeverKnowsIt) {
  Court court;
  const ByteVector key = ed25519();
  court.verdict(key);
  court.revoked = key;
  EXPECT_THAT(court.refusal(key), HasSubstr("Host key is not good any more: it is revoked"));
}

TEST(FirstUseJudge, TellsServersApartByTheirPort) {
  Court court;
  court.verdict(ed25519());
  EXPECT_TRUE(std::holds_alternative<HostKeyLearned>(court.verdict(ed25519(), {"r2", 2222})));
}

TEST(FirstUseJudge, AsksFirstForTheTypesThatItKnows) {
  Court court;
  court.verdict(ecdsa());
  EXPECT_THAT(court.judge.known_types({"r2", 22}), ElementsAre(ssh::KeyType::ecdsa_nistp256));
  EXPECT_TRUE(court.judge.known_types({"r3", 22}).empty());
}

}  // namespace
}  // namespace ferry::transfer
