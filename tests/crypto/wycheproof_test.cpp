// Every case of Project Wycheproof for the primitives that SSH uses. Its chacha20_poly1305 file is about the
// construction of RFC 8439, which SSH does not use.
#include "support/wycheproof.h"

#include <gtest/gtest.h>

#include <optional>

#include "crypto/cipher.h"
#include "crypto/key_agreement.h"
#include "crypto/mac.h"
#include "crypto/signature.h"

namespace ferry::crypto {
namespace {

using testing::bytes_of;
using testing::for_each_case;
using testing::has_flag;
using testing::Json;
using testing::name_of;

Verdict expected_verdict(const Json& test) {
  return test.at("result") == "valid" ? Verdict::genuine : Verdict::forged;
}

void check_gcm(const Json& group, const Json& test) {
  const auto key = bytes_of(test.at("key"));
  const auto iv = bytes_of(test.at("iv"));
  const bool ours = iv.size() == AesGcm::iv_size && key.size() != 24 && group.at("tagSize") == 128;
  if (!ours) return;
  auto text = bytes_of(test.at("ct"));
  AesGcm opening{Direction::decrypt, key, iv};
  const auto verdict = opening.open(bytes_of(test.at("aad")), text, bytes_of(test.at("tag")));
  EXPECT_EQ(verdict, expected_verdict(test)) << name_of(test);
  if (verdict != Verdict::genuine) return;
  EXPECT_EQ(text, bytes_of(test.at("msg"))) << name_of(test);
  AesGcm sealing{Direction::encrypt, key, iv};
  ByteVector tag(AesGcm::tag_size);
  sealing.seal(bytes_of(test.at("aad")), text, tag);
  EXPECT_EQ(text, bytes_of(test.at("ct"))) << name_of(test);
  EXPECT_EQ(tag, bytes_of(test.at("tag"))) << name_of(test);
}

TEST(Wycheproof, AesGcm) {
  for_each_case("aes_gcm_test.json", check_gcm);
}

void check_hmac(HashKind kind, const Json& group, const Json& test) {
  const auto key = bytes_of(test.at("key"));
  const auto message = bytes_of(test.at("msg"));
  const auto tag = bytes_of(test.at("tag"));
  const auto size = group.at("tagSize").get<std::size_t>() / 8;
  auto computed = hmac(kind, key, message);
  computed.resize(size);
  EXPECT_EQ(computed == tag, test.at("result") == "valid") << name_of(test);
  if (message.size() < 4) return;
  // The first four bytes of the message stand for the sequence number.
  std::uint32_t sequence = 0;
  for (std::size_t i = 0; i < 4; ++i) sequence = sequence << 8 | message[i];
  Hmac mac{kind, key, size};
  EXPECT_EQ(mac.verify(sequence, Bytes{message}.subspan(4), tag), expected_verdict(test)) << name_of(test);
}

TEST(Wycheproof, HmacSha256) {
  for_each_case("hmac_sha256_test.json",
                [](const auto& group, const auto& test) { check_hmac(HashKind::sha256, group, test); });
}

TEST(Wycheproof, HmacSha512) {
  for_each_case("hmac_sha512_test.json",
                [](const auto& group, const auto& test) { check_hmac(HashKind::sha512, group, test); });
}

void check_x25519(const Json&, const Json& test) {
  const auto ours = start_agreement(Curve::x25519, Secret{bytes_of(test.at("private"))});
  const auto shared = ours->agree(bytes_of(test.at("public")));
  // RFC 8731 section 3 asks for what the file calls optional: no result of all zeros.
  const bool agrees = test.at("result") != "invalid" && !has_flag(test, "ZeroSharedSecret");
  ASSERT_EQ(shared.has_value(), agrees) << name_of(test);
  if (agrees) EXPECT_EQ(to_hex(shared->reveal()), test.at("shared").get<std::string>()) << name_of(test);
}

TEST(Wycheproof, X25519) {
  for_each_case("x25519_test.json", check_x25519);
}

void check_p256(const Json&, const Json& test) {
  const auto ours = start_agreement(Curve::nistp256, Secret{bytes_of(test.at("private"))});
  const auto shared = ours->agree(bytes_of(test.at("public")));
  // "acceptable" is a compressed point, which we do not take.
  const bool agrees = test.at("result") == "valid";
  ASSERT_EQ(shared.has_value(), agrees) << name_of(test);
  if (agrees) EXPECT_EQ(to_hex(shared->reveal()), test.at("shared").get<std::string>()) << name_of(test);
}

TEST(Wycheproof, EcdhP256) {
  for_each_case("ecdh_secp256r1_ecpoint_test.json", check_p256);
}

/// Takes one DER element with this tag and a length below 128 off the front of `in`.
std::optional<Bytes> take_element(Byte tag, Bytes& in) {
  if (in.size() < 2 || in[0] != tag || in[1] >= 0x80 || in.size() < 2U + in[1]) return std::nullopt;
  const Bytes content = in.subspan(2, in[1]);
  in = in.subspan(2U + content.size());
  return content;
}

/// The magnitude of a non-negative integer in its only DER form.
std::optional<ByteVector> take_integer(Bytes& in) {
  const auto content = take_element(0x02, in);
  if (!content || content->empty() || (*content)[0] >= 0x80) return std::nullopt;
  if ((*content)[0] != 0) return ByteVector{content->begin(), content->end()};
  if (content->size() > 1 && (*content)[1] < 0x80) return std::nullopt;
  return ByteVector{content->begin() + 1, content->end()};
}

/// What an SSH signature could say of a DER signature of Wycheproof; nothing for DER that says it in no right
/// way.
std::optional<EcdsaSignature> from_der(Bytes der) {
  auto content = take_element(0x30, der);
  if (!content || !der.empty()) return std::nullopt;
  auto r = take_integer(*content);
  auto s = take_integer(*content);
  if (!r || !s || !content->empty()) return std::nullopt;
  return EcdsaSignature{.r = std::move(*r), .s = std::move(*s)};
}

void check_ecdsa(const Json& group, const Json& test) {
  const EcdsaPublicKey key{.curve = Curve::nistp256,
                           .point = bytes_of(group.at("publicKey").at("uncompressed"))};
  const auto signature = from_der(bytes_of(test.at("sig")));
  const auto verdict = signature ? verify_ecdsa(key, bytes_of(test.at("msg")), *signature) : Verdict::forged;
  EXPECT_EQ(verdict, expected_verdict(test)) << name_of(test);
}

TEST(Wycheproof, EcdsaP256) {
  for_each_case("ecdsa_secp256r1_sha256_test.json", check_ecdsa);
}

void check_ed25519(const Json& group, const Json& test) {
  const Ed25519PublicKey key{.key = bytes_of(group.at("publicKey").at("pk"))};
  EXPECT_EQ(verify_ed25519(key, bytes_of(test.at("msg")), bytes_of(test.at("sig"))), expected_verdict(test))
      << name_of(test);
}

TEST(Wycheproof, Ed25519) {
  for_each_case("ed25519_test.json", check_ed25519);
}

void check_rsa(HashKind hash, const Json& group, const Json& test) {
  const RsaPublicKey key{.modulus = bytes_of(group.at("publicKey").at("modulus")),
                         .exponent = bytes_of(group.at("publicKey").at("publicExponent"))};
  const auto verdict = verify_rsa(key, hash, bytes_of(test.at("msg")), bytes_of(test.at("sig")));
  // "acceptable" leaves the NULL out of the DigestInfo, which RFC 8017 section 9.2 puts there.
  EXPECT_EQ(verdict, expected_verdict(test)) << name_of(test);
}

TEST(Wycheproof, RsaSha256) {
  for_each_case("rsa_signature_3072_sha256_test.json",
                [](const auto& group, const auto& test) { check_rsa(HashKind::sha256, group, test); });
}

TEST(Wycheproof, RsaSha512) {
  for_each_case("rsa_signature_3072_sha512_test.json",
                [](const auto& group, const auto& test) { check_rsa(HashKind::sha512, group, test); });
}

}  // namespace
}  // namespace ferry::crypto
