#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include "crypto/cipher.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

constexpr std::uint32_t sequence = 3;

ByteVector key() {
  ByteVector bytes(ChaCha20Poly1305::key_size);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<Byte>(3 * i + 1);
  return bytes;
}

struct Sealed {
  ByteVector packet;
  ByteVector tag;
};

Sealed seal(ChaCha20Poly1305& cipher, std::uint32_t number, ByteVector packet) {
  Sealed sealed{std::move(packet), ByteVector(ChaCha20Poly1305::tag_size)};
  cipher.seal(number, sealed.packet, sealed.tag);
  return sealed;
}

ByteVector packet_of(std::size_t body_size) {
  ByteVector packet(4 + body_size, 0xa5);
  for (std::size_t i = 0; i < 4; ++i) packet[i] = static_cast<Byte>(body_size >> (24 - 8 * i));
  return packet;
}

TEST(ChaCha20Poly1305, GivesThePublishedKeystreamAndTheTagsOfRfc8439) {
  for (const auto& vector : testing::read_vectors("chacha20_poly1305_openssh.vec")) {
    const auto number = static_cast<std::uint32_t>(vector.number("Sequence"));
    ChaCha20Poly1305 cipher{vector.bytes("Key")};
    const auto sealed = seal(cipher, number, vector.bytes("Packet"));
    EXPECT_EQ(to_hex(sealed.packet), vector.text("Encrypted"));
    EXPECT_EQ(to_hex(sealed.tag), vector.text("Tag"));
  }
}

TEST(ChaCha20Poly1305, OpensWhatItSealed) {
  ChaCha20Poly1305 sealing{key()};
  ChaCha20Poly1305 opening{key()};
  for (std::uint32_t size = 0; size < 200; ++size) {
    auto sealed = seal(sealing, size, packet_of(size));
    ASSERT_EQ(opening.open_length(size, Bytes{sealed.packet}.first(4)), size);
    ASSERT_EQ(opening.open(size, sealed.packet, sealed.tag), Verdict::genuine);
    EXPECT_EQ(ByteVector(sealed.packet.begin() + 4, sealed.packet.end()), ByteVector(size, 0xa5));
  }
}

TEST(ChaCha20Poly1305, EveryFlippedBitOfLengthBodyAndTagIsAForgery) {
  ChaCha20Poly1305 cipher{key()};
  const auto sealed = seal(cipher, sequence, packet_of(24));
  for (std::size_t bit = 0; bit < sealed.packet.size() * 8; ++bit) {
    auto packet = with_flipped_bit(sealed.packet, bit);
    EXPECT_EQ(cipher.open(sequence, packet, sealed.tag), Verdict::forged) << bit;
  }
  for (std::size_t bit = 0; bit < sealed.tag.size() * 8; ++bit) {
    auto packet = sealed.packet;
    EXPECT_EQ(cipher.open(sequence, packet, with_flipped_bit(sealed.tag, bit)), Verdict::forged) << bit;
  }
}

TEST(ChaCha20Poly1305, APacketOfAnotherNumberIsAForgery) {
  ChaCha20Poly1305 cipher{key()};
  const auto sealed = seal(cipher, sequence, packet_of(24));
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    auto packet = sealed.packet;
    EXPECT_EQ(cipher.open(sequence ^ 1U << bit, packet, sealed.tag), Verdict::forged);
  }
}

TEST(ChaCha20Poly1305, AForgedPacketIsNotDecrypted) {
  ChaCha20Poly1305 cipher{key()};
  auto sealed = seal(cipher, sequence, packet_of(24));
  const auto before = sealed.packet;
  EXPECT_EQ(cipher.open(sequence, sealed.packet, with_flipped_bit(sealed.tag, 0)), Verdict::forged);
  EXPECT_EQ(sealed.packet, before);
}

TEST(ChaCha20Poly1305, KeepsItsKeysThroughAMove) {
  ChaCha20Poly1305 first{key()};
  const auto expected = seal(first, sequence, packet_of(8));
  ChaCha20Poly1305 second{std::move(first)};
  EXPECT_EQ(seal(second, sequence, packet_of(8)).tag, expected.tag);
}

TEST(ChaCha20Poly1305, ThrowsForSizesThatCannotBe) {
  EXPECT_THROW(ChaCha20Poly1305{ByteVector(32)}, std::invalid_argument);
  ChaCha20Poly1305 cipher{key()};
  ByteVector three(3);
  ByteVector tag(16);
  EXPECT_THROW(cipher.seal(0, three, tag), std::invalid_argument);
  EXPECT_THROW((void)cipher.open_length(0, three), std::invalid_argument);
  EXPECT_THROW((void)cipher.open(0, three, tag), std::invalid_argument);
}

}  // namespace
}  // namespace ferry::crypto
