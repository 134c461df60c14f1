#include "crypto/mac.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/hash_names.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

constexpr std::uint32_t sequence = 0x01020304;
const ByteVector key(32, 0x11);

TEST(Hmac, GivesThePublishedTags_Rfc4231AndRfc2202) {
  for (const auto& vector : testing::read_vectors("hmac.vec")) {
    const auto tag =
        hmac(testing::hash_named(vector.text("Hash")), vector.bytes("Key"), vector.bytes("Message"));
    EXPECT_EQ(to_hex(tag), vector.text("Tag")) << vector.text("Hash") << " " << vector.text("Message");
  }
}

TEST(Hmac, AnEmptyKeyIsAKey) {
  EXPECT_EQ(to_hex(hmac(HashKind::sha256, {}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hmac, CoversTheSequenceNumberBeforeThePacket_Rfc4253Section6_4) {
  Hmac mac{HashKind::sha256, key};
  ByteVector tag(mac.tag_size());
  mac.compute(sequence, as_bytes("packet"), tag);
  EXPECT_EQ(tag, hmac(HashKind::sha256, key, as_bytes("\x01\x02\x03\x04packet")));
}

TEST(Hmac, KeepsItsKeyFromPacketToPacket) {
  Hmac mac{HashKind::sha512, key};
  ByteVector first(64);
  ByteVector again(64);
  mac.compute(sequence, as_bytes("packet"), first);
  mac.compute(sequence + 1, as_bytes("another packet"), again);
  EXPECT_NE(first, again);
  mac.compute(sequence, as_bytes("packet"), again);
  EXPECT_EQ(first, again);
}

TEST(Hmac, AShortTagIsTheStartOfTheWholeOne) {
  Hmac mac{HashKind::sha1, key, 12};
  ByteVector tag(12);
  mac.compute(sequence, as_bytes("packet"), tag);
  auto whole = hmac(HashKind::sha1, key, as_bytes("\x01\x02\x03\x04packet"));
  whole.resize(12);
  EXPECT_EQ(tag, whole);
  EXPECT_EQ(mac.verify(sequence, as_bytes("packet"), tag), Verdict::genuine);
}

TEST(Hmac, EveryFlippedBitIsAForgery) {
  Hmac mac{HashKind::sha256, key};
  const ByteVector packet{0, 0, 0, 12, 4, 94, 1, 2, 3};
  ByteVector tag(mac.tag_size());
  mac.compute(sequence, packet, tag);
  ASSERT_EQ(mac.verify(sequence, packet, tag), Verdict::genuine);
  for (std::size_t bit = 0; bit < tag.size() * 8; ++bit) {
    EXPECT_EQ(mac.verify(sequence, packet, with_flipped_bit(tag, bit)), Verdict::forged);
  }
  for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
    EXPECT_EQ(mac.verify(sequence, with_flipped_bit(packet, bit), tag), Verdict::forged);
  }
  for (std::size_t bit = 0; bit < 32; ++bit) {
    EXPECT_EQ(mac.verify(sequence ^ 1U << bit, packet, tag), Verdict::forged);
  }
}

TEST(Hmac, ATagOfAnotherSizeIsAForgery) {
  Hmac mac{HashKind::sha256, key};
  ByteVector tag(mac.tag_size());
  mac.compute(sequence, {}, tag);
  for (std::size_t size = 0; size < tag.size(); ++size) {
    EXPECT_EQ(mac.verify(sequence, {}, Bytes{tag}.first(size)), Verdict::forged);
  }
  tag.push_back(0);
  EXPECT_EQ(mac.verify(sequence, {}, tag), Verdict::forged);
}

TEST(Hmac, ThrowsWhenWeAskForATagLongerThanTheHash) {
  EXPECT_THROW((Hmac{HashKind::sha1, key, 21}), std::invalid_argument);
}

}  // namespace
}  // namespace ferry::crypto
