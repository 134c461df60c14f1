#include "ssh/security_key.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/certificates.h"
#include "support/server_login.h"

namespace ferry::ssh {
namespace {

using testing::SoftwareToken;

const Bytes message = as_bytes(std::string_view{"message"});

const SignatureRow& row(std::string_view name) {
  return *find_key_algorithm(name);
}

SoftwareToken ecdsa_token() {
  return {.key = crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256)};
}

/// The blob of a key that ssh-keygen would write with a token, taken from the manual of PROTOCOL.u2f: type,
/// curve, point, application.
TEST(SecurityKey, IsWrittenAsItWasRead) {
  for (const auto& token : {SoftwareToken{}, ecdsa_token()}) {
    const ByteVector blob = encode_peer_key(token.public_key());
    const auto key = decode_peer_key(blob);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(*key, token.public_key());
    EXPECT_EQ(as_text(Bytes{blob}.subspan(4, token.algorithm().size())), token.algorithm());
  }
}

TEST(SecurityKey, OfAPlainKeyHasNoApplication) {
  const ByteVector blob = encode_public_key(ed25519_key().public_key());
  const auto key = decode_peer_key(blob);
  ASSERT_TRUE(key);
  EXPECT_FALSE(key->application);
  EXPECT_EQ(encode_peer_key(*key), blob);
}

TEST(SecurityKey, IsRefusedWhenTruncatedOrTooLong) {
  for (const auto& token : {SoftwareToken{}, ecdsa_token()}) {
    ByteVector blob = encode_peer_key(token.public_key());
    for (std::size_t size = 0; size < blob.size(); ++size)
      ASSERT_FALSE(decode_peer_key(Bytes{blob}.first(size))) << size;
    blob.push_back(0);
    EXPECT_FALSE(decode_peer_key(blob));
  }
  const SoftwareToken wordy{.application = std::string(1025, 'x')};
  EXPECT_FALSE(decode_peer_key(encode_peer_key(wordy.public_key())));
}

TEST(SecurityKey, VerifiesWhatATokenHasSigned) {
  for (const auto& token : {SoftwareToken{}, ecdsa_token()}) {
    const auto use = verify_use(token.public_key(), row(token.algorithm()), message, token.sign(message));
    ASSERT_TRUE(use);
    EXPECT_TRUE(use->in_token);
    EXPECT_TRUE(use->touched);
    EXPECT_FALSE(use->verified);
  }
}

TEST(SecurityKey, TellsWhetherSomebodyWasThereAndWasVerified) {
  for (const auto& [flags, touched, verified] : {std::tuple{0, false, false},
                                                 {1, true, false},
                                                 {4, false, true},
                                                 {5, true, true},
                                                 {0x81, true, false}}) {
    const SoftwareToken token{.flags = static_cast<std::uint8_t>(flags)};
    const auto use = verify_use(token.public_key(), row(token.algorithm()), message, token.sign(message));
    ASSERT_TRUE(use);
    EXPECT_EQ(use->touched, touched) << flags;
    EXPECT_EQ(use->verified, verified) << flags;
  }
}

TEST(SecurityKey, RefusesASignatureWithAnyByteChangedOrMissing) {
  const SoftwareToken token;
  const auto& algorithm = row(token.algorithm());
  ByteVector signature = token.sign(message);
  for (std::size_t at = 0; at < signature.size(); ++at) {
    ByteVector changed = signature;
    changed[at] ^= 0x40U;
    EXPECT_FALSE(verify_use(token.public_key(), algorithm, message, changed)) << at;
    EXPECT_FALSE(verify_use(token.public_key(), algorithm, message, Bytes{signature}.first(at))) << at;
  }
  signature.push_back(0);
  EXPECT_FALSE(verify_use(token.public_key(), algorithm, message, signature));
}

TEST(SecurityKey, RefusesAnotherApplicationMessageOrAlgorithm) {
  const SoftwareToken token;
  const ByteVector signature = token.sign(message);
  PeerKey other = token.public_key();
  other.application = "ssh:other";
  EXPECT_FALSE(verify_use(other, row(token.algorithm()), message, signature));
  EXPECT_FALSE(
      verify_use(token.public_key(), row(token.algorithm()), as_bytes(std::string_view{"x"}), signature));
  EXPECT_FALSE(verify_use(token.public_key(), row("ssh-ed25519"), message, signature));
  const PeerKey plain{.key = token.key.public_key()};
  EXPECT_FALSE(verify_use(plain, row(token.algorithm()), message, signature));
}

/// The same pair of keys without the token must not do for the one in it.
TEST(SecurityKey, TakesNoPlainSignature) {
  const SoftwareToken token;
  const ByteVector plain = sign(token.key, *find_signature_algorithm("ssh-ed25519"), message);
  EXPECT_FALSE(verify_use(token.public_key(), row(token.algorithm()), message, plain));
}

TEST(SecurityKey, LogsInAndSaysHowItWasUsed) {
  for (const auto& token : {SoftwareToken{}, ecdsa_token()}) {
    Login login;
    login.start();
    const ByteVector blob = encode_peer_key(token.public_key());
    const ByteVector text = signed_login(session_id, {"alice", token.algorithm(), blob});
    const ByteVector signature = token.sign(text);
    ASSERT_TRUE(login.receive(request("publickey", method_data(false, token.algorithm(), Bytes{blob}))));
    EXPECT_EQ(login.question<PublicKeyQuery>().blob, blob);
    ASSERT_TRUE(login.authentication.decide(Accept{}));
    login.out.take<UserauthPublicKeyOk>();
    ASSERT_TRUE(login.receive(
        request("publickey", method_data(true, token.algorithm(), Bytes{blob}, Bytes{signature}))));
    const auto proof = login.question<PublicKeyProof>();
    EXPECT_EQ(proof.blob, blob);
    EXPECT_TRUE(proof.use.in_token);
    EXPECT_TRUE(proof.use.touched);
  }
}

}  // namespace
}  // namespace ferry::ssh
