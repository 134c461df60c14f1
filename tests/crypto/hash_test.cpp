#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <utility>

#include "support/hash_names.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

TEST(Hash, GivesThePublishedDigests) {
  for (const auto& vector : testing::read_vectors("hash.vec")) {
    const auto kind = testing::hash_named(vector.text("Hash"));
    EXPECT_EQ(to_hex(hash(kind, vector.bytes("Message"))), vector.text("Digest")) << vector.text("Hash");
    EXPECT_EQ(digest_size(kind), vector.bytes("Digest").size());
  }
}

TEST(Hash, IsTheSameHoweverTheBytesAreCut) {
  const ByteVector message(300, 0x5a);
  const auto whole = hash(HashKind::sha256, message);
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Hash running{HashKind::sha256};
    running.update(Bytes{message}.first(cut)).update(Bytes{message}.subspan(cut));
    ASSERT_EQ(running.finish(), whole) << cut;
  }
}

TEST(Hash, StartsAfreshAfterItsDigest) {
  Hash running{HashKind::sha512};
  const auto first = running.update(as_bytes("abc")).finish();
  EXPECT_EQ(running.update(as_bytes("abc")).finish(), first);
}

TEST(Hash, GoesOnAfterAMove) {
  Hash first{HashKind::sha1};
  first.update(as_bytes("ab"));
  Hash second{std::move(first)};
  EXPECT_EQ(second.update(as_bytes("c")).finish(), hash(HashKind::sha1, as_bytes("abc")));
}

}  // namespace
}  // namespace ferry::crypto
