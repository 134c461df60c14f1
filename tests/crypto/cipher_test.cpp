#include "crypto/cipher.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <utility>

#include "crypto/mac.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

const ByteVector iv(12, 0x01);
const ByteVector length{0, 0, 0, 32};

struct Sealed {
  ByteVector text;
  ByteVector tag;
};

ByteVector numbered(std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i);
  return bytes;
}

Sealed seal(AesGcm& cipher, Bytes additional, ByteVector text) {
  Sealed sealed{std::move(text), ByteVector(AesGcm::tag_size)};
  cipher.seal(additional, sealed.text, sealed.tag);
  return sealed;
}

class AesGcmKeySize : public ::testing::TestWithParam<std::size_t> {
 protected:
  const ByteVector key_ = numbered(GetParam());

  Verdict open(Bytes additional, const Sealed& sealed) {
    AesGcm cipher{Direction::decrypt, key_, iv};
    ByteVector text = sealed.text;
    return cipher.open(additional, text, sealed.tag);
  }
};

INSTANTIATE_TEST_SUITE_P(Both, AesGcmKeySize, ::testing::Values(16U, 32U));

TEST(AesGcm, GivesThePublishedTextsAndTags) {
  for (const auto& vector : testing::read_vectors("aes_gcm.vec")) {
    AesGcm sealing{Direction::encrypt, vector.bytes("Key"), vector.bytes("Iv")};
    auto sealed = seal(sealing, vector.bytes("Additional"), vector.bytes("Text"));
    EXPECT_EQ(to_hex(sealed.text), vector.text("Encrypted"));
    EXPECT_EQ(to_hex(sealed.tag), vector.text("Tag"));
    AesGcm opening{Direction::decrypt, vector.bytes("Key"), vector.bytes("Iv")};
    EXPECT_EQ(opening.open(vector.bytes("Additional"), sealed.text, sealed.tag), Verdict::genuine);
    EXPECT_EQ(to_hex(sealed.text), vector.text("Text"));
  }
}

TEST_P(AesGcmKeySize, EveryFlippedBitIsAForgery) {
  AesGcm cipher{Direction::encrypt, key_, iv};
  const auto sealed = seal(cipher, length, numbered(32));
  ASSERT_EQ(open(length, sealed), Verdict::genuine);
  for (std::size_t bit = 0; bit < length.size() * 8; ++bit) {
    EXPECT_EQ(open(with_flipped_bit(length, bit), sealed), Verdict::forged);
  }
  for (std::size_t bit = 0; bit < sealed.text.size() * 8; ++bit) {
    EXPECT_EQ(open(length, {with_flipped_bit(sealed.text, bit), sealed.tag}), Verdict::forged);
  }
  for (std::size_t bit = 0; bit < sealed.tag.size() * 8; ++bit) {
    EXPECT_EQ(open(length, {sealed.text, with_flipped_bit(sealed.tag, bit)}), Verdict::forged);
  }
}

TEST_P(AesGcmKeySize, LeavesNothingOfAForgedText) {
  AesGcm sealing{Direction::encrypt, key_, iv};
  auto sealed = seal(sealing, length, numbered(32));
  AesGcm opening{Direction::decrypt, key_, iv};
  EXPECT_EQ(opening.open(length, sealed.text, with_flipped_bit(sealed.tag, 0)), Verdict::forged);
  EXPECT_EQ(sealed.text, ByteVector(32));
}

TEST_P(AesGcmKeySize, CountsPacketsInTheLastEightBytesOfTheIv_Rfc5647Section7_1) {
  ByteVector start = iv;
  for (std::size_t i = 6; i < 12; ++i) start[i] = 0xff;
  AesGcm counting{Direction::encrypt, key_, start};
  const auto first = seal(counting, length, numbered(32));
  const auto second = seal(counting, length, numbered(32));
  ByteVector next = iv;
  next[5] = 2;
  for (std::size_t i = 6; i < 12; ++i) next[i] = 0;
  AesGcm from_next{Direction::encrypt, key_, next};
  const auto expected = seal(from_next, length, numbered(32));
  EXPECT_NE(first.text, second.text);
  EXPECT_EQ(second.text, expected.text);
  EXPECT_EQ(second.tag, expected.tag);
}

TEST_P(AesGcmKeySize, OpensManyPacketsInTheirOrderOnly) {
  AesGcm sealing{Direction::encrypt, key_, iv};
  AesGcm opening{Direction::decrypt, key_, iv};
  for (std::size_t size = 0; size < 100; ++size) {
    auto sealed = seal(sealing, length, numbered(size));
    ASSERT_EQ(opening.open(length, sealed.text, sealed.tag), Verdict::genuine);
    ASSERT_EQ(sealed.text, numbered(size));
  }
  auto skipped = seal(sealing, length, numbered(32));
  auto next = seal(sealing, length, numbered(32));
  EXPECT_EQ(opening.open(length, next.text, next.tag), Verdict::forged);
}

TEST_P(AesGcmKeySize, ThrowsBeforeACounterComesRoundAgain) {
  ByteVector last = iv;
  for (std::size_t i = 4; i < 12; ++i) last[i] = 0xff;
  AesGcm cipher{Direction::encrypt, key_, last};
  (void)seal(cipher, length, numbered(32));
  EXPECT_THROW(seal(cipher, length, numbered(32)), std::logic_error);
  EXPECT_THROW(seal(cipher, length, numbered(32)), std::logic_error);
}

TEST_P(AesGcmKeySize, TextAndTagMayBeNeighbours) {
  AesGcm sealing{Direction::encrypt, key_, iv};
  ByteVector packet = numbered(48);
  sealing.seal(length, MutableBytes{packet}.first(32), MutableBytes{packet}.last(16));
  AesGcm opening{Direction::decrypt, key_, iv};
  EXPECT_EQ(opening.open(length, MutableBytes{packet}.first(32), Bytes{packet}.last(16)), Verdict::genuine);
  packet.resize(32);
  EXPECT_EQ(packet, numbered(32));
}

TEST(AesGcm, ThrowsForSizesThatCannotBe) {
  EXPECT_THROW((AesGcm{Direction::encrypt, numbered(24), iv}), std::invalid_argument);
  EXPECT_THROW((AesGcm{Direction::encrypt, numbered(16), numbered(16)}), std::invalid_argument);
  AesGcm cipher{Direction::encrypt, numbered(16), iv};
  ByteVector short_tag(12);
  EXPECT_THROW(cipher.seal({}, {}, short_tag), std::invalid_argument);
}

StreamCipherKind stream_named(const std::string& name) {
  using enum StreamCipherKind;
  const std::map<std::string, StreamCipherKind> kinds{{"aes128_ctr", aes128_ctr}, {"aes192_ctr", aes192_ctr},
                                                      {"aes256_ctr", aes256_ctr}, {"aes128_cbc", aes128_cbc},
                                                      {"aes192_cbc", aes192_cbc}, {"aes256_cbc", aes256_cbc},
                                                      {"tdes_cbc", tdes_cbc}};
  return kinds.at(name);
}

TEST(StreamCipher, GivesThePublishedTextsHoweverPacketsAreCut) {
  for (const auto& vector : testing::read_vectors("stream_cipher.vec")) {
    const auto kind = stream_named(vector.text("Cipher"));
    for (const std::size_t packet : {16U, 32U, 48U, 64U}) {
      StreamCipher encrypting{kind, Direction::encrypt, vector.bytes("Key"), vector.bytes("Iv")};
      StreamCipher decrypting{kind, Direction::decrypt, vector.bytes("Key"), vector.bytes("Iv")};
      ByteVector text = vector.bytes("Text");
      encrypting.apply(MutableBytes{text}.first(packet));
      encrypting.apply(MutableBytes{text}.subspan(packet));
      EXPECT_EQ(to_hex(text), vector.text("Encrypted")) << vector.text("Cipher");
      decrypting.apply(MutableBytes{text}.first(packet));
      decrypting.apply(MutableBytes{text}.subspan(packet));
      EXPECT_EQ(to_hex(text), vector.text("Text")) << vector.text("Cipher");
    }
  }
}

TEST(StreamCipher, CtrCarriesItsPlaceInsideABlock_Rfc4344Section4) {
  StreamCipher whole{StreamCipherKind::aes256_ctr, Direction::encrypt, numbered(32), numbered(16)};
  StreamCipher cut{StreamCipherKind::aes256_ctr, Direction::encrypt, numbered(32), numbered(16)};
  ByteVector expected = numbered(100);
  ByteVector text = numbered(100);
  whole.apply(expected);
  for (std::size_t at = 0; at < text.size(); at += 5) cut.apply(MutableBytes{text}.subspan(at, 5));
  EXPECT_EQ(text, expected);
}

TEST(StreamCipher, EveryFlippedBitIsAForgeryWithEncryptThenMac) {
  const std::uint32_t sequence = 9;
  const auto mac_key = numbered(32);
  StreamCipher cipher{StreamCipherKind::aes128_ctr, Direction::encrypt, numbered(16), numbered(16)};
  Hmac mac{HashKind::sha256, mac_key};
  ByteVector packet = numbered(36);
  cipher.apply(MutableBytes{packet}.subspan(4));
  ByteVector tag(mac.tag_size());
  mac.compute(sequence, packet, tag);
  for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
    EXPECT_EQ(mac.verify(sequence, with_flipped_bit(packet, bit), tag), Verdict::forged);
  }
}

TEST(StreamCipher, ThrowsForSizesThatCannotBe) {
  using enum StreamCipherKind;
  EXPECT_THROW((StreamCipher{aes128_ctr, Direction::encrypt, numbered(32), numbered(16)}),
               std::invalid_argument);
  EXPECT_THROW((StreamCipher{aes128_ctr, Direction::encrypt, numbered(16), numbered(12)}),
               std::invalid_argument);
  StreamCipher cbc{aes128_cbc, Direction::encrypt, numbered(16), numbered(16)};
  ByteVector part = numbered(24);
  EXPECT_THROW(cbc.apply(part), std::invalid_argument);
}

}  // namespace
}  // namespace ferry::crypto
