#include "ssh/identity_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/text.h"
#include "ssh/keys.h"
#include "support/pem.h"

namespace ferry::ssh {
namespace {

constexpr std::string_view passphrase = "open sesame";

std::string vector_file(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream{std::string{FERRY_TESTS_DIR} + "/vectors/identities/" + name}.rdbuf();
  return text.str();
}

ferry::Result<crypto::PrivateKey> parse(std::string_view text, std::string_view typed = {}) {
  return parse_identity(Secret{text}, Secret{typed});
}

ErrorCode error_of(std::string_view text, std::string_view typed = {}) {
  const auto key = parse(text, typed);
  return key ? ErrorCode::exists : key.error().code;
}

/// The blob in the .pub file beside it.
std::string public_blob(const std::string& name) {
  const std::string text = vector_file(name + ".pub");
  return std::string{words(lines(text).front())[1]};
}

TEST(IdentityFile, ReadsEveryKindThatSshKeygenWrites) {
  for (const std::string name : {"plain_ed25519", "plain_rsa", "plain_ecdsa", "pem_rsa"}) {
    const std::string text = vector_file(name);
    EXPECT_FALSE(needs_passphrase(Secret{text})) << name;
    const auto key = parse(text);
    ASSERT_TRUE(key) << name << ": " << key.error().message;
    EXPECT_EQ(to_base64(encode_public_key(key->public_key())), public_blob(name)) << name;
  }
}

TEST(IdentityFile, OpensEncryptedOnesWithTheirPassphrase) {
  for (const std::string name : {"enc_ed25519", "enc_rsa", "enc_ecdsa", "cbc_ed25519", "pkcs8enc_ecdsa"}) {
    const std::string text = vector_file(name);
    EXPECT_TRUE(needs_passphrase(Secret{text})) << name;
    const auto key = parse(text, passphrase);
    ASSERT_TRUE(key) << name << ": " << key.error().message;
    EXPECT_EQ(to_base64(encode_public_key(key->public_key())), public_blob(name)) << name;
    EXPECT_EQ(error_of(text, "wrong"), ErrorCode::permission_denied) << name;
    EXPECT_EQ(error_of(text), ErrorCode::permission_denied) << name;
  }
}

TEST(IdentityFile, SignsWithWhatItRead) {
  const auto key = parse(vector_file("plain_rsa"));
  const auto* row = find_signature_algorithm("rsa-sha2-256");
  const auto message = as_bytes("message");
  const auto signature = sign(*key, *row, message);
  EXPECT_EQ(verify(key->public_key(), *row, message, signature), crypto::Verdict::genuine);
}

TEST(IdentityFile, PointsToTheAgentWhereItCannotDecrypt) {
  const auto key = parse(vector_file("gcm_ed25519"), passphrase);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::unsupported);
  EXPECT_TRUE(key.error().message.contains("agent"));
}

TEST(IdentityFile, RefusesEveryTruncation) {
  const std::string text = vector_file("plain_ed25519");
  const auto blob = from_base64([&] {
    std::string joined;
    for (const auto line : lines(text)) {
      if (!line.starts_with('-')) joined += line;
    }
    return joined;
  }());
  const auto frame = [](Bytes bytes) { return testing::pem("OPENSSH PRIVATE KEY", to_base64(bytes)); };
  ASSERT_TRUE(parse(frame(*blob)));
  for (std::size_t size = 0; size < blob->size(); ++size) {
    EXPECT_NE(error_of(frame(Bytes{*blob}.first(size))), ErrorCode::exists) << size;
  }
  ByteVector longer = *blob;
  longer.push_back(0);
  EXPECT_TRUE(parse(frame(longer)).has_value());  // outside of all fields: OpenSSH does not look either
}

TEST(IdentityFile, RefusesWhatIsNoKey) {
  EXPECT_EQ(error_of(""), ErrorCode::invalid);
  EXPECT_EQ(error_of("ssh-ed25519 AAAA me"), ErrorCode::invalid);
  EXPECT_EQ(error_of(testing::pem("OPENSSH PRIVATE KEY", "!")), ErrorCode::invalid);
}

}  // namespace
}  // namespace ferry::ssh
