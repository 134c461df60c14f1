#include "ssh/keys.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/transport_pair.h"
#include "support/vectors.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using crypto::Verdict;
using testing::all_host_keys;
using testing::read_vectors;
using testing::with_flipped_bit;

ByteVector blob_of(std::initializer_list<std::string_view> strings) {
  ByteVector blob;
  wire::Writer out{blob};
  for (const std::string_view text : strings) out.write(text);
  return blob;
}

ByteVector rsa_blob(const ByteVector& modulus, const ByteVector& exponent) {
  return encode_public_key(crypto::RsaPublicKey{.modulus = modulus, .exponent = exponent});
}

ByteVector modulus_of_bits(std::size_t bits) {
  ByteVector modulus((bits + 7) / 8, 0xab);
  modulus[0] = static_cast<Byte>(1U << (bits - 1) % 8);
  return modulus;
}

TEST(Keys, ReadBlobsOfOtherImplementationsAndWriteThemBack) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    const ByteVector blob = vector.bytes("blob");
    const auto key = decode_public_key(blob);
    ASSERT_TRUE(key) << vector.text("algorithm");
    EXPECT_EQ(encode_public_key(*key), blob);
    EXPECT_EQ(key_type(*key), find_signature_algorithm(vector.text("algorithm"))->key_type);
  }
}

TEST(Keys, ShowTheFingerprintsThatSshKeygenShows) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    EXPECT_EQ(sha256_fingerprint(vector.bytes("blob")), vector.text("sha256"));
    EXPECT_EQ(md5_key_hash(vector.bytes("blob")), vector.text("md5"));
  }
}

TEST(Keys, VerifySignaturesOfOtherImplementations) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    const auto key = decode_public_key(vector.bytes("blob"));
    const auto& row = *find_signature_algorithm(vector.text("algorithm"));
    EXPECT_EQ(verify(*key, row, vector.bytes("message"), vector.bytes("signature")), Verdict::genuine)
        << row.name;
  }
}

TEST(Keys, RefuseEverySignatureWithOneBitChanged) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    const auto key = decode_public_key(vector.bytes("blob"));
    const auto& row = *find_signature_algorithm(vector.text("algorithm"));
    const ByteVector signature = vector.bytes("signature");
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
      ASSERT_EQ(verify(*key, row, vector.bytes("message"), with_flipped_bit(signature, bit)), Verdict::forged)
          << row.name << " bit " << bit;
    }
  }
}

TEST(Keys, RefuseASignatureUnderAnotherAlgorithmThanWasAgreed_Rfc8332Section3) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    const auto key = decode_public_key(vector.bytes("blob"));
    for (const SignatureRow& row : signature_algorithms()) {
      if (row.name == vector.text("algorithm")) continue;
      EXPECT_EQ(verify(*key, row, vector.bytes("message"), vector.bytes("signature")), Verdict::forged)
          << vector.text("algorithm") << " taken for " << row.name;
    }
  }
}

TEST(Keys, RefuseSignatureBlobsThatAreCutOffOrTooLong) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    const auto key = decode_public_key(vector.bytes("blob"));
    const auto& row = *find_signature_algorithm(vector.text("algorithm"));
    ByteVector signature = vector.bytes("signature");
    for (std::size_t size = 0; size < signature.size(); ++size) {
      ASSERT_EQ(verify(*key, row, vector.bytes("message"), Bytes{signature}.first(size)), Verdict::forged);
    }
    signature.push_back(0);
    EXPECT_EQ(verify(*key, row, vector.bytes("message"), signature), Verdict::forged);
  }
}

TEST(Keys, TakeAnRsaSignatureWithoutItsLeadingZeroBytes) {
  const auto& key = *all_host_keys()->for_algorithm("rsa-sha2-256");
  const auto& row = *find_signature_algorithm("rsa-sha2-256");
  // One signature in 256 starts with a zero byte; some peers leave it out.
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const ByteVector message{static_cast<Byte>(i), static_cast<Byte>(i >> 8)};
    const ByteVector raw = key.sign_rsa(row.hash, message);
    if (raw[0] != 0) continue;
    ByteVector blob;
    wire::Writer out{blob};
    out.write(row.name);
    out.write(Bytes{raw}.subspan(1));
    EXPECT_EQ(verify(key.public_key(), row, message, blob), Verdict::genuine);
    return;
  }
  FAIL() << "no signature with a leading zero byte came up";
}

TEST(Keys, RefuseEveryBlobCutOffAtAnyByteOrWithAByteTooMany) {
  for (const auto& vector : read_vectors("ssh_keys.vec")) {
    ByteVector blob = vector.bytes("blob");
    for (std::size_t size = 0; size < blob.size(); ++size) {
      ASSERT_FALSE(decode_public_key(Bytes{blob}.first(size))) << vector.text("algorithm") << " " << size;
    }
    blob.push_back(0);
    EXPECT_FALSE(decode_public_key(blob));
  }
}

TEST(Keys, RefuseRsaKeysOutOfBounds) {
  const ByteVector exponent{1, 0, 1};
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus_of_bits(crypto::minimum_rsa_bits - 1), exponent)));
  EXPECT_TRUE(decode_public_key(rsa_blob(modulus_of_bits(crypto::minimum_rsa_bits), exponent)));
  EXPECT_TRUE(decode_public_key(rsa_blob(modulus_of_bits(crypto::maximum_rsa_bits), exponent)));
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus_of_bits(crypto::maximum_rsa_bits + 1), exponent)));
  const ByteVector modulus = modulus_of_bits(crypto::minimum_rsa_bits);
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus, {}))) << "exponent 0";
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus, {1})));
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus, {4}))) << "even";
  EXPECT_TRUE(decode_public_key(rsa_blob(modulus, {3})));
  EXPECT_TRUE(decode_public_key(rsa_blob(modulus, ByteVector(8, 0xff)))) << "64 bits";
  EXPECT_FALSE(decode_public_key(rsa_blob(modulus, ByteVector(9, 0xff)))) << "72 bits";
}

TEST(Keys, RefuseACurveThatIsNotTheOneTheTypeNames_Rfc5656Section3_1) {
  const std::string point = std::string{"\x04"} + std::string(64, 'x');
  EXPECT_FALSE(decode_public_key(blob_of({"ecdsa-sha2-nistp256", "nistp384", point})));
  EXPECT_TRUE(decode_public_key(blob_of({"ecdsa-sha2-nistp256", "nistp256", point})));
  const std::string compressed = std::string{"\x02"} + std::string(32, 'x');
  EXPECT_FALSE(decode_public_key(blob_of({"ecdsa-sha2-nistp256", "nistp256", compressed})));
  EXPECT_FALSE(decode_public_key(blob_of({"ecdsa-sha2-nistp256", "nistp256", ""})));
}

TEST(Keys, RefuseTypesThatAreNotSupportedAndSaySoPrintably) {
  EXPECT_EQ(decode_public_key(blob_of({"ssh-dss", "x"})).error().code, ErrorCode::unsupported);
  const auto odd = decode_public_key(blob_of({"ssh\x1b[31m"}));
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().message.find('\x1b'), std::string::npos);
  EXPECT_FALSE(decode_public_key(blob_of({"rsa-sha2-256", "x"}))) << "a signature algorithm is no key type";
}

TEST(Keys, SignWithEveryAlgorithmOfTheTable) {
  const auto message = as_bytes("what is signed");
  for (const SignatureRow& row : signature_algorithms()) {
    const auto* key = all_host_keys()->for_algorithm(row.name);
    ASSERT_NE(key, nullptr) << row.name;
    const ByteVector signature = sign(*key, row, message);
    EXPECT_EQ(verify(key->public_key(), row, message, signature), Verdict::genuine) << row.name;
    EXPECT_EQ(verify(key->public_key(), row, as_bytes("something else"), signature), Verdict::forged)
        << row.name;
  }
}

TEST(Keys, RefuseToSignWithAKeyOfAnotherType) {
  const auto* key = all_host_keys()->for_algorithm("ssh-ed25519");
  EXPECT_THROW(static_cast<void>(sign(*key, *find_signature_algorithm("rsa-sha2-256"), {})),
               std::logic_error);
}

TEST(Keys, AHostKeyReplacesTheOneOfItsType) {
  HostKeys keys;
  EXPECT_TRUE(keys.empty());
  EXPECT_EQ(keys.for_algorithm("ssh-ed25519"), nullptr);
  keys.add(crypto::PrivateKey::generate_ed25519());
  const auto first = keys.for_algorithm("ssh-ed25519")->public_key();
  keys.add(crypto::PrivateKey::generate_ed25519());
  EXPECT_EQ(keys.all().size(), 1U);
  EXPECT_NE(keys.for_algorithm("ssh-ed25519")->public_key(), first);
  EXPECT_EQ(keys.for_algorithm("rsa-sha2-256"), nullptr);
  EXPECT_EQ(keys.for_algorithm("no-such-algorithm"), nullptr);
}

}  // namespace
}  // namespace ferry::ssh
