#include "crypto/signature.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "support/hash_names.h"
#include "support/pem.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

const Bytes message = as_bytes("exchange hash");

/// Making an RSA key is slow, so that the tests share one.
const PrivateKey& rsa_key() {
  static const PrivateKey key = PrivateKey::generate_rsa(minimum_rsa_bits);
  return key;
}

Curve curve_named(std::string_view name) {
  if (name == "nistp256") return Curve::nistp256;
  if (name == "nistp384") return Curve::nistp384;
  return Curve::nistp521;
}

RsaPublicKey published_rsa_key() {
  const auto vector = testing::read_vectors("rsa.vec").front();
  return {.modulus = vector.bytes("Modulus"), .exponent = vector.bytes("Exponent")};
}

Verdict verify_published(const RsaPublicKey& key) {
  for (const auto& vector : testing::read_vectors("rsa.vec")) {
    const auto hash = testing::hash_named(vector.text("Hash"));
    if (verify_rsa(key, hash, vector.bytes("Message"), vector.bytes("Signature")) != Verdict::genuine) {
      return Verdict::forged;
    }
  }
  return Verdict::genuine;
}

TEST(Rsa, VerifiesSignaturesMadeElsewhere) {
  EXPECT_EQ(verify_published(published_rsa_key()), Verdict::genuine);
}

TEST(Rsa, VerifiesWhatItSignedAndNothingElse) {
  const auto& key = std::get<RsaPublicKey>(rsa_key().public_key());
  for (const auto hash : {HashKind::sha1, HashKind::sha256, HashKind::sha512}) {
    const auto signature = rsa_key().sign_rsa(hash, message);
    EXPECT_EQ(signature.size(), minimum_rsa_bits / 8);
    EXPECT_EQ(verify_rsa(key, hash, message, signature), Verdict::genuine);
    EXPECT_EQ(verify_rsa(key, hash, as_bytes("another hash"), signature), Verdict::forged);
    EXPECT_EQ(verify_rsa(key, HashKind::sha384, message, signature), Verdict::forged);
    EXPECT_EQ(verify_rsa(published_rsa_key(), hash, message, signature), Verdict::forged);
  }
}

TEST(Rsa, EveryFlippedBitIsAForgery) {
  const auto& key = std::get<RsaPublicKey>(rsa_key().public_key());
  const auto signature = rsa_key().sign_rsa(HashKind::sha256, message);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    ASSERT_EQ(verify_rsa(key, HashKind::sha256, message, with_flipped_bit(signature, bit)), Verdict::forged);
  }
}

TEST(Rsa, ASignatureOfAnotherSizeIsAForgery_Rfc8017Section8_2_2) {
  const auto& key = std::get<RsaPublicKey>(rsa_key().public_key());
  auto signature = rsa_key().sign_rsa(HashKind::sha256, message);
  for (std::size_t size = 0; size < signature.size(); ++size) {
    ASSERT_EQ(verify_rsa(key, HashKind::sha256, message, Bytes{signature}.first(size)), Verdict::forged);
  }
  signature.insert(signature.begin(), 0);
  EXPECT_EQ(verify_rsa(key, HashKind::sha256, message, signature), Verdict::forged);
}

TEST(Rsa, RefusesKeysOutsideTheLimits) {
  auto key = published_rsa_key();
  key.modulus.erase(key.modulus.begin());
  EXPECT_EQ(verify_published(key), Verdict::forged) << "2040 bits";
  key = published_rsa_key();
  key.modulus.assign(maximum_rsa_bits / 8 + 1, 0xff);
  EXPECT_EQ(verify_published(key), Verdict::forged) << "16392 bits";
  key.modulus.assign(1'000'000, 0xff);
  EXPECT_EQ(verify_published(key), Verdict::forged) << "8 million bits";
  key = published_rsa_key();
  key.modulus.back() = static_cast<Byte>(key.modulus.back() & 0xfe);
  EXPECT_EQ(verify_published(key), Verdict::forged) << "an even modulus";
  key = {};
  EXPECT_EQ(verify_published(key), Verdict::forged) << "nothing";
}

TEST(Rsa, RefusesExponentsOutsideTheLimits) {
  auto key = published_rsa_key();
  for (const ByteVector& exponent :
       {ByteVector{}, ByteVector{0}, ByteVector{1}, ByteVector{2}, ByteVector{1, 0, 0},
        ByteVector{1, 0, 0, 0, 0, 0, 0, 0, 1}, ByteVector(256, 0xff)}) {
    key.exponent = exponent;
    EXPECT_EQ(verify_published(key), Verdict::forged) << to_hex(exponent);
  }
}

TEST(Rsa, LeadingZerosDoNotChangeAKey) {
  auto key = published_rsa_key();
  key.modulus.insert(key.modulus.begin(), 0);
  EXPECT_EQ(verify_published(key), Verdict::genuine);
  EXPECT_EQ(key_bits(key), 2048U);
}

TEST(Rsa, SignsInSeveralThreadsAtOnce) {
  const auto& key = std::get<RsaPublicKey>(rsa_key().public_key());
  const auto expected = rsa_key().sign_rsa(HashKind::sha512, message);
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : wrong) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
          const auto signature = rsa_key().sign_rsa(HashKind::sha512, message);
          const auto verdict = verify_rsa(key, HashKind::sha512, message, signature);
          if (signature != expected || verdict != Verdict::genuine) ++count;
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Rsa, ThrowsForSizesThatWeDoNotMake) {
  EXPECT_THROW((void)PrivateKey::generate_rsa(1024), std::invalid_argument);
  EXPECT_THROW((void)PrivateKey::generate_rsa(maximum_rsa_bits + 1), std::invalid_argument);
}

TEST(Ecdsa, VerifiesThePublishedSignatures_Rfc6979AppendixA2) {
  for (const auto& vector : testing::read_vectors("ecdsa.vec")) {
    const EcdsaPublicKey key{.curve = curve_named(vector.text("Curve")), .point = vector.bytes("Point")};
    const EcdsaSignature signature{.r = vector.bytes("R"), .s = vector.bytes("S")};
    EXPECT_EQ(verify_ecdsa(key, vector.bytes("Message"), signature), Verdict::genuine);
    EXPECT_EQ(verify_ecdsa(key, as_bytes("another"), signature), Verdict::forged);
  }
}

TEST(Ecdsa, EveryFlippedBitIsAForgery) {
  for (const auto& vector : testing::read_vectors("ecdsa.vec")) {
    const EcdsaPublicKey key{.curve = curve_named(vector.text("Curve")), .point = vector.bytes("Point")};
    const EcdsaSignature good{.r = vector.bytes("R"), .s = vector.bytes("S")};
    for (std::size_t bit = 0; bit < good.r.size() * 8; bit += 3) {
      ASSERT_EQ(verify_ecdsa(key, vector.bytes("Message"), {with_flipped_bit(good.r, bit), good.s}),
                Verdict::forged);
    }
    for (std::size_t bit = 0; bit < good.s.size() * 8; bit += 3) {
      ASSERT_EQ(verify_ecdsa(key, vector.bytes("Message"), {good.r, with_flipped_bit(good.s, bit)}),
                Verdict::forged);
    }
  }
}

TEST(Ecdsa, RefusesZerosAndIntegersThatAreTooLong) {
  const auto vector = testing::read_vectors("ecdsa.vec").front();
  const EcdsaPublicKey key{.curve = Curve::nistp256, .point = vector.bytes("Point")};
  const EcdsaSignature good{.r = vector.bytes("R"), .s = vector.bytes("S")};
  const ByteVector sample = vector.bytes("Message");
  for (const auto& bad :
       {ByteVector{}, ByteVector{0}, ByteVector(32, 0xff), ByteVector(33, 1), ByteVector(100'000, 1)}) {
    EXPECT_EQ(verify_ecdsa(key, sample, {bad, good.s}), Verdict::forged);
    EXPECT_EQ(verify_ecdsa(key, sample, {good.r, bad}), Verdict::forged);
  }
}

TEST(Ecdsa, RefusesMalformedKeys) {
  const auto vector = testing::read_vectors("ecdsa.vec").front();
  const EcdsaSignature good{.r = vector.bytes("R"), .s = vector.bytes("S")};
  const auto point = vector.bytes("Point");
  const ByteVector sample = vector.bytes("Message");
  EXPECT_EQ(verify_ecdsa({.curve = Curve::nistp384, .point = point}, sample, good), Verdict::forged);
  EXPECT_EQ(verify_ecdsa({.curve = Curve::x25519, .point = point}, sample, good), Verdict::forged);
  EXPECT_EQ(verify_ecdsa({.curve = Curve::nistp256, .point = {}}, sample, good), Verdict::forged);
  EXPECT_EQ(verify_ecdsa({.curve = Curve::nistp256, .point = with_flipped_bit(point, 100)}, sample, good),
            Verdict::forged);
}

TEST(Ecdsa, VerifiesWhatItSigned) {
  for (const auto curve : {Curve::nistp256, Curve::nistp384, Curve::nistp521}) {
    const auto key = PrivateKey::generate_ecdsa(curve);
    const auto signature = key.sign_ecdsa(message);
    const auto& public_key = std::get<EcdsaPublicKey>(key.public_key());
    EXPECT_EQ(public_key.curve, curve);
    EXPECT_EQ(verify_ecdsa(public_key, message, signature), Verdict::genuine);
    EXPECT_NE(key.sign_ecdsa(message).r, signature.r) << "the nonce must be fresh";
  }
}

TEST(Ed25519, GivesThePublishedSignatures_Rfc8032Section7_1) {
  for (const auto& vector : testing::read_vectors("ed25519.vec")) {
    // RFC 8410 section 7: the frame of a PKCS#8 key around the 32 bytes.
    auto der = from_hex("302e020100300506032b657004220420").value();
    const auto private_key = vector.bytes("Private");
    der.insert(der.end(), private_key.begin(), private_key.end());
    const auto key = PrivateKey::from_pem(Secret{testing::private_key_pem(to_base64(der))});
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(std::get<Ed25519PublicKey>(key->public_key()).key), vector.text("Public"));
    EXPECT_EQ(to_hex(key->sign_ed25519(vector.bytes("Message"))), vector.text("Signature"));
  }
}

TEST(Ed25519, EveryFlippedBitIsAForgery) {
  const auto key = PrivateKey::generate_ed25519();
  const auto& public_key = std::get<Ed25519PublicKey>(key.public_key());
  const auto signature = key.sign_ed25519(message);
  ASSERT_EQ(verify_ed25519(public_key, message, signature), Verdict::genuine);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    ASSERT_EQ(verify_ed25519(public_key, message, with_flipped_bit(signature, bit)), Verdict::forged);
  }
  EXPECT_EQ(verify_ed25519(public_key, as_bytes("another"), signature), Verdict::forged);
}

TEST(Ed25519, RefusesKeysAndSignaturesOfAnotherSize) {
  const auto key = PrivateKey::generate_ed25519();
  auto public_key = std::get<Ed25519PublicKey>(key.public_key());
  auto signature = key.sign_ed25519(message);
  for (std::size_t size = 0; size < signature.size(); ++size) {
    EXPECT_EQ(verify_ed25519(public_key, message, Bytes{signature}.first(size)), Verdict::forged);
  }
  public_key.key.push_back(0);
  EXPECT_EQ(verify_ed25519(public_key, message, signature), Verdict::forged);
  EXPECT_EQ(verify_ed25519({}, message, signature), Verdict::forged);
}

}  // namespace
}  // namespace ferry::crypto
