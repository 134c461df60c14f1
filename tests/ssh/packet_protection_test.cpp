#include "ssh/transport/packet_protection.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ssh/limits.h"
#include "ssh/transport/buffers.h"
#include "support/vectors.h"

namespace ferry::ssh {
namespace {

using crypto::Verdict;
using testing::read_vectors;
using testing::with_flipped_bit;

constexpr std::array<std::uint32_t, 3> sequences{3, 4, 4294967294};

struct Case {
  std::string name;
  const CipherRow* cipher = nullptr;
  const MacRow* mac = nullptr;
  ByteVector key, iv, mac_key;
  std::array<ByteVector, 3> packets, sealed;

  [[nodiscard]] DirectionKeys keys() const {
    return {.iv = Secret{iv}, .encryption = Secret{key}, .mac = Secret{mac_key}};
  }
  [[nodiscard]] std::unique_ptr<PacketSealer> sealer() const { return make_sealer(*cipher, mac, keys()); }
  [[nodiscard]] std::unique_ptr<PacketOpener> opener() const { return make_opener(*cipher, mac, keys()); }
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& vector : read_vectors("ssh_packets.vec")) {
    Case each;
    each.cipher = find_cipher(vector.text("cipher"));
    each.name = vector.text("cipher");
    if (each.cipher->mode == PacketMode::stream) {
      each.mac = find_mac(vector.text("mac"));
      each.name += " " + vector.text("mac");
    }
    each.key = vector.bytes("key");
    each.iv = vector.bytes("iv");
    each.mac_key = vector.bytes("mac_key");
    for (std::size_t i = 0; i < 3; ++i) {
      each.packets[i] = vector.bytes("packet" + std::to_string(i));
      each.sealed[i] = vector.bytes("sealed" + std::to_string(i));
    }
    all.push_back(std::move(each));
  }
  return all;
}

/// Opens as the transport does: the length from the head first, then the whole. Nothing when the tag is
/// wrong.
std::optional<ByteVector> open(PacketOpener& opener, std::uint32_t sequence, ByteVector sealed) {
  const PacketShape& shape = opener.shape();
  const std::uint32_t length = opener.length(sequence, MutableBytes{sealed}.first(shape.head_size));
  const std::size_t size = sealed.size() - shape.tag_size;
  if (opener.open(sequence, MutableBytes{sealed}.first(size), Bytes{sealed}.subspan(size)) !=
      Verdict::genuine) {
    return std::nullopt;
  }
  EXPECT_EQ(length, size - 4);
  // Where the length is encrypted with a key of its own, it stays as it came.
  for (int i = 0; i < 4; ++i) sealed[static_cast<std::size_t>(i)] = static_cast<Byte>(length >> (24 - 8 * i));
  sealed.resize(size);
  return sealed;
}

TEST(PacketProtection, SealsAsOtherImplementationsDo) {
  for (const Case& each : cases()) {
    const auto sealer = each.sealer();
    for (std::size_t i = 0; i < 3; ++i) {
      ByteVector packet = each.packets[i];
      const std::size_t size = packet.size();
      packet.resize(size + sealer->shape().tag_size);
      sealer->seal(sequences[i], MutableBytes{packet}.first(size), MutableBytes{packet}.subspan(size));
      EXPECT_EQ(to_hex(packet), to_hex(each.sealed[i])) << each.name << " packet " << i;
    }
  }
}

TEST(PacketProtection, OpensWhatOtherImplementationsSealed) {
  for (const Case& each : cases()) {
    const auto opener = each.opener();
    for (std::size_t i = 0; i < 3; ++i) {
      const auto opened = open(*opener, sequences[i], each.sealed[i]);
      ASSERT_TRUE(opened) << each.name << " packet " << i;
      EXPECT_EQ(to_hex(*opened), to_hex(each.packets[i])) << each.name << " packet " << i;
    }
  }
}

TEST(PacketProtection, FindsEveryChangedBitOfLengthBodyAndTag) {
  for (const Case& each : cases()) {
    const auto& sealed = each.sealed[0];
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
      const auto opener = each.opener();
      ByteVector changed = with_flipped_bit(sealed, bit);
      const std::size_t size = sealed.size() - opener->shape().tag_size;
      static_cast<void>(opener->length(sequences[0], MutableBytes{changed}.first(opener->shape().head_size)));
      const auto verdict =
          opener->open(sequences[0], MutableBytes{changed}.first(size), Bytes{changed}.subspan(size));
      ASSERT_EQ(verdict, Verdict::forged) << each.name << " bit " << bit;
    }
  }
}

TEST(PacketProtection, FindsAPacketOutOfOrder) {
  for (const Case& each : cases()) {
    const auto opener = each.opener();
    // The second packet first: the MAC and chacha20-poly1305 know the sequence number, GCM counts for itself.
    const auto& sealed = each.sealed[1];
    ByteVector copy = sealed;
    const std::size_t size = copy.size() - opener->shape().tag_size;
    static_cast<void>(opener->length(sequences[0], MutableBytes{copy}.first(opener->shape().head_size)));
    EXPECT_EQ(opener->open(sequences[0], MutableBytes{copy}.first(size), Bytes{copy}.subspan(size)),
              Verdict::forged)
        << each.name;
  }
}

TEST(PacketProtection, CoversEveryCipherAndMacOfTheTables) {
  const auto all = cases();
  for (const CipherRow& row : ciphers()) {
    EXPECT_TRUE(std::ranges::any_of(all, [&](const Case& each) { return each.cipher == &row; })) << row.name;
  }
  for (const MacRow& row : macs()) {
    EXPECT_TRUE(std::ranges::any_of(all, [&](const Case& each) { return each.mac == &row; })) << row.name;
  }
}

TEST(PacketProtection, PadsWithFourBytesOrMoreToWholeBlocks_Rfc4253Section6) {
  std::vector<PacketShape> shapes{make_plain_sealer()->shape()};
  for (const Case& each : cases()) shapes.push_back(each.sealer()->shape());
  for (const PacketShape& shape : shapes) {
    for (std::size_t payload = 1; payload < 100; ++payload) {
      const std::size_t padding = padding_size(shape, payload);
      const std::size_t length = 1 + payload + padding;
      EXPECT_GE(padding, 4U);
      EXPECT_LE(padding, 255U);
      EXPECT_EQ((length + (shape.aligns_length ? 4 : 0)) % shape.block_size, 0U);
      EXPECT_GE(4 + length, 16U) << "RFC 4253 section 6: the smallest packet";
      EXPECT_LE(padding + shape.tag_size, DataBatch::tailroom);
    }
  }
}

TEST(PacketProtection, HidesTheLengthOnlyWhereNothingVouchesForIt) {
  for (const Case& each : cases()) {
    const bool hides = each.mac != nullptr && !each.mac->encrypt_then_mac;
    EXPECT_EQ(each.opener()->shape().hides_length, hides) << each.name;
  }
}

}  // namespace
}  // namespace ferry::ssh
