#include <gmock/gmock.h>

#include <array>
#include <string>

#include "aaa/local_users.h"
#include "base/text.h"
#include "wire/writer.h"

namespace ferry::aaa {
namespace {

using ::testing::HasSubstr;

struct Key {
  std::string type;
  std::string base64;
  std::string md5;  // as ssh-keygen -E md5 -lf shows it, without colons
};

const std::array keys = {
    Key{"ssh-rsa",
        "AAAAB3NzaC1yc2EAAAADAQABAAABAQDrD1r8aYAtNGzdN6NasoEELtocMFLPgMB6xTxyQN7+Cpu6JgzgyEmUi1V7g0VdA3uiwzK/"
        "pSmc0AVcWb0rBg7wwylOHQuUExs4MPO27v+XenBiMjLW4ooY9El3UazIRGoJ+"
        "kBNudY28ERQkjVKiULwHN4xHGzZOS6eQwefoF61fxuLSKzOLcEdSWFLQfCJZebkUw9d7fSYkNl3QKNIOtX0JBrkERQLuvQ5mmZhy"
        "PlwioFbGQLkntJ0UIXlEIxXPZDr8dAiDSFxsGCf+iUbfe4UOhnkv76u2qo//UZ772cQNnRfj/"
        "jceCCjk41vMMck7jyI4nP2eNYws89h9O5aRy01",
        "48E4FA9521AE3A02D9E677408C376A59"},
    Key{"ecdsa-sha2-nistp256",
        "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJA3nytwHJaljLXU/4AMaOd/"
        "hc9PUUxg98l3bgkSgAkiu60YY04Dje5PMwIzR0T2h4j7CybPveoIDBN/YzQQgOQ=",
        "10728541827451B2D93ADE075D628471"},
    Key{"ecdsa-sha2-nistp384",
        "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBCdbxjLr2z43LAQl6HKWY72pqEBhQsobt22P2quGL2CRNGCC"
        "tyZIVgTWH4r2ci3WRlqLbCIuE+lMZ7h4pXIO929HnaR5edZHwQ/QrJ4qviY9dOcjebGLfqTq1H66f4MVng==",
        "375468BC8F8D22B3DD16AA1860D97D13"},
    Key{"ecdsa-sha2-nistp521",
        "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAGzEHAv8z9+"
        "b3st85DUDFnr3ZMCsBZmS1P3CtpAyS0sik1YgB2/6yTJvY6IjQWlI2hjqo+9i/NTu6G+g7iO4/"
        "JniQCeqCxXplllORcY6dsMc7iKBYgbOqZW9gWv6TUz4/NYSXMQNQ2MpaTyaZXAtU+YvZSr3mzIrTTJED75Eh2rH56FWQ==",
        "B762E1C13124504DD9921A5B3352A254"},
    Key{"ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIIqb3WyPdVgvp0A3M3/ct8BvVpsz/VaRilYcko2C/2rK",
        "284D809A439CC4F5B080F7B70FACD611"},
};

const Key& ed25519() {
  return keys.back();
}

/// `text` as it is pasted into a session: in lines of at most `width` characters.
std::string folded(std::string_view text, std::size_t width) {
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(width, text.size()))) {
    lines += std::string{text.substr(0, width)} + "\n";
  }
  return lines;
}

std::string message_of(std::string_view typed) {
  const auto key = public_key_md5(typed);
  return key ? "accepted" : key.error().message;
}

std::string message_of(const ByteVector& blob) {
  return message_of(to_base64(blob));
}

/// A string as RFC 4251 section 5 has it.
ByteVector string(std::string_view text) {
  ByteVector bytes = {0, 0, static_cast<Byte>(text.size() >> 8), static_cast<Byte>(text.size())};
  bytes.insert(bytes.end(), text.begin(), text.end());
  return bytes;
}

ByteVector join(std::initializer_list<ByteVector> parts) {
  ByteVector whole;
  for (const auto& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

TEST(PublicKeyText, GivesTheHashThatSshKeygenShowsForEachType) {
  for (const Key& key : keys) {
    const auto hash = public_key_md5(key.base64);
    ASSERT_TRUE(hash) << key.type << hash.error().message;
    EXPECT_EQ(*hash, (config::PublicKeyHash{key.type, key.md5, ""}));
  }
}

TEST(PublicKeyText, TakesTheLinesOfAFoldedKey) {
  for (const Key& key : keys) {
    for (const std::size_t width : {1U, 64U, 72U, 254U}) {
      const auto hash = public_key_md5(folded(key.base64, width));
      ASSERT_TRUE(hash) << key.type << hash.error().message;
      EXPECT_EQ(hash->md5, key.md5);
    }
  }
}

TEST(PublicKeyText, TakesAPublicKeyFileWithTypeAndComment) {
  const auto expected = config::PublicKeyHash{ed25519().type, ed25519().md5, "admin of the depot"};
  for (const std::string_view before :
       {"ssh-ed25519 ", "  ssh-ed25519\t", "ssh-ed25519\n", "ssh-ed25519\r\n\r\n"}) {
    for (const std::string_view after : {" admin of the depot", "\tadmin of the depot \r\n\n"}) {
      const auto hash = public_key_md5(std::string{before} + ed25519().base64 + std::string{after});
      ASSERT_TRUE(hash) << hash.error().message;
      EXPECT_EQ(*hash, expected);
    }
  }
}

TEST(PublicKeyText, TakesACommentThatAlsoStandsInTheKey) {
  const auto hash = public_key_md5(ed25519().base64 + " AAAA");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->comment, "AAAA");
}

TEST(PublicKeyText, KeepsNoControlCharactersOfAComment) {
  const auto hash = public_key_md5(ed25519().base64 + " a\x1b[2Jb");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->comment, "a\\x1b[2Jb");
}

TEST(PublicKeyText, RefusesEveryTruncation) {
  for (const Key& key : keys) {
    const auto blob = *from_base64(key.base64);
    for (std::size_t size = 0; size < blob.size(); ++size) {
      EXPECT_FALSE(public_key_md5(to_base64(Bytes{blob}.first(size)))) << key.type << " after " << size;
    }
  }
}

TEST(PublicKeyText, RefusesATrailingByte) {
  for (const Key& key : keys) {
    auto blob = *from_base64(key.base64);
    blob.push_back(0);
    EXPECT_THAT(message_of(blob), HasSubstr("not a public key: ")) << key.type;
  }
}

TEST(PublicKeyText, RefusesATypeNameThatTheKeyContradicts) {
  EXPECT_EQ(message_of("ssh-rsa " + ed25519().base64),
            "not a public key: it says ssh-rsa but is ssh-ed25519");
}

TEST(PublicKeyText, RefusesTextAfterTheComment) {
  EXPECT_EQ(message_of(ed25519().base64 + " comment\nAAAA"),
            "not a public key: something follows the comment");
}

TEST(PublicKeyText, RefusesWhatIsNoKeyAtAll) {
  EXPECT_EQ(message_of(""), "not a public key: nothing was typed");
  EXPECT_EQ(message_of(" \n\t\n"), "not a public key: nothing was typed");
  EXPECT_EQ(message_of("ssh-rsa"), "not a public key: nothing was typed");
  EXPECT_EQ(message_of("not!base64"), "not a public key: it is not base64");
  EXPECT_EQ(message_of(std::string(8193, 'A')), "not a public key: it is too long");
}

TEST(PublicKeyText, RefusesATypeThatCannotLogIn) {
  EXPECT_EQ(message_of(join({string("ssh-dss"), string("p")})), "no such type of public key: ssh-dss");
  EXPECT_EQ(message_of(join({string("a\x1b[2J"), string("p")})), "no such type of public key: a\\x1b[2J");
}

TEST(PublicKeyText, RefusesFieldsThatTheTypeDoesNotAllow) {
  const std::array blobs = {
      // A curve that is not the one of the type (RFC 5656 section 3.1).
      join({string("ecdsa-sha2-nistp256"), string("nistp384"), string("point")}),
      join({string("ecdsa-sha2-nistp256"), string("nistp256"), string("")}),
      // RFC 8709 section 4: 32 bytes.
      join({string("ssh-ed25519"), string(std::string(31, 'k'))}),
      join({string("ssh-ed25519"), string(std::string(33, 'k'))}),
      // A negative exponent, an exponent of zero, a modulus of zero.
      join({string("ssh-rsa"), string("\x80"), string("\x01")}),
      join({string("ssh-rsa"), string(""), string("\x01")}),
      join({string("ssh-rsa"), string("\x03"), string("")}),
  };
  for (const auto& blob : blobs)
    EXPECT_THAT(message_of(blob), HasSubstr("not a public key: ")) << to_hex(blob);
}

ByteVector token_blob() {
  ByteVector blob;
  wire::Writer out{blob};
  out.write(std::string_view{"sk-ssh-ed25519@openssh.com"});
  out.write(Bytes{ByteVector(32, 1)});
  out.write(std::string_view{"ssh:"});
  return blob;
}

TEST(PublicKeyText, OfAKeyInATokenMayHaveItsOptionsInFront) {
  const std::string base64 = to_base64(token_blob());
  const auto plain = public_key_md5("sk-ssh-ed25519@openssh.com " + base64 + " me");
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->algorithm, "sk-ssh-ed25519@openssh.com");
  EXPECT_FALSE(plain->no_touch_required || plain->verify_required);
  const auto both = public_key_md5("no-touch-required,verify-required sk-ssh-ed25519@openssh.com " + base64);
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_TRUE(both->no_touch_required && both->verify_required);
  EXPECT_EQ(both->md5, plain->md5);
}

TEST(PublicKeyText, TakesOptionsOfTokensForNoOtherKey) {
  const auto key = public_key_md5("verify-required ssh-ed25519 " + ed25519().base64);
  ASSERT_FALSE(key);
  EXPECT_THAT(key.error().message, HasSubstr("are about keys in security tokens"));
}

TEST(PublicKeyText, RefusesATruncatedKeyOfAToken) {
  const ByteVector blob = token_blob();
  for (std::size_t size = 0; size < blob.size(); ++size)
    EXPECT_FALSE(public_key_md5(to_base64(Bytes{blob}.first(size)))) << size;
}

}  // namespace
}  // namespace ferry::aaa
