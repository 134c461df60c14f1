#include "crypto/key_agreement.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

Curve curve_named(std::string_view name) {
  if (name == "x25519") return Curve::x25519;
  if (name == "nistp256") return Curve::nistp256;
  if (name == "nistp384") return Curve::nistp384;
  if (name == "nistp521") return Curve::nistp521;
  throw std::runtime_error("no such curve");
}

class CurveAgreement : public ::testing::TestWithParam<Curve> {};
class PointAgreement : public ::testing::TestWithParam<Curve> {};

INSTANTIATE_TEST_SUITE_P(All, CurveAgreement,
                         ::testing::Values(Curve::x25519, Curve::nistp256, Curve::nistp384, Curve::nistp521));
INSTANTIATE_TEST_SUITE_P(All, PointAgreement,
                         ::testing::Values(Curve::nistp256, Curve::nistp384, Curve::nistp521));

TEST(KeyAgreement, GivesThePublishedSharedSecrets_Rfc7748AndRfc5903) {
  for (const auto& vector : testing::read_vectors("ecdh.vec")) {
    const auto ours = start_agreement(curve_named(vector.text("Curve")), Secret{vector.bytes("Private")});
    EXPECT_EQ(to_hex(ours->public_share()), vector.text("Public"));
    const auto shared = ours->agree(vector.bytes("Peer"));
    ASSERT_TRUE(shared);
    EXPECT_EQ(to_hex(shared->reveal()), vector.text("Shared"));
  }
}

TEST_P(CurveAgreement, BothSidesAgree) {
  const auto left = start_agreement(GetParam());
  const auto right = start_agreement(GetParam());
  const auto left_secret = left->agree(right->public_share());
  const auto right_secret = right->agree(left->public_share());
  ASSERT_TRUE(left_secret && right_secret);
  EXPECT_TRUE(equal_secrets(*left_secret, *right_secret));
}

TEST_P(CurveAgreement, EveryKeyIsFresh) {
  EXPECT_NE(to_hex(start_agreement(GetParam())->public_share()),
            to_hex(start_agreement(GetParam())->public_share()));
}

TEST_P(CurveAgreement, RefusesAShareOfAnotherSize) {
  const auto ours = start_agreement(GetParam());
  const auto theirs = start_agreement(GetParam());
  ByteVector share{theirs->public_share().begin(), theirs->public_share().end()};
  for (std::size_t size = 0; size < share.size(); ++size) EXPECT_FALSE(ours->agree(Bytes{share}.first(size)));
  share.push_back(0);
  EXPECT_FALSE(ours->agree(share));
}

TEST_P(PointAgreement, RefusesAPointThatIsNotOnTheCurve_Rfc5656Section4) {
  const auto ours = start_agreement(GetParam());
  const auto theirs = start_agreement(GetParam());
  const auto share = theirs->public_share();
  for (std::size_t bit = 0; bit < share.size() * 8; ++bit) {
    ASSERT_FALSE(ours->agree(with_flipped_bit(share, bit))) << bit;
  }
}

TEST_P(PointAgreement, RefusesCompressedHybridAndInfinitePoints) {
  const auto ours = start_agreement(GetParam());
  const auto theirs = start_agreement(GetParam());
  ByteVector share{theirs->public_share().begin(), theirs->public_share().end()};
  const std::size_t coordinate = share.size() / 2;
  const Byte sign = share.back() & 1;
  share[0] = 6 + sign;
  EXPECT_FALSE(ours->agree(share));
  share[0] = 2 + sign;
  EXPECT_FALSE(ours->agree(Bytes{share}.first(1 + coordinate)));
  EXPECT_FALSE(ours->agree(ByteVector{0}));
  EXPECT_FALSE(ours->agree(ByteVector(share.size())));
}

TEST_P(PointAgreement, RefusesACoordinateThatIsNotBelowTheFieldsPrime) {
  const auto ours = start_agreement(GetParam());
  ByteVector share(ours->public_share().size(), 0xff);
  share[0] = 4;
  EXPECT_FALSE(ours->agree(share));
}

/// The u-coordinates of small order, in all their spellings below 2^255 (RFC 7748 section 6.1).
TEST(X25519, RefusesEverySharesThatGivesZero_Rfc8731Section3) {
  const auto ours = start_agreement(Curve::x25519);
  for (const auto* share : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_FALSE(ours->agree(from_hex(share).value())) << share;
  }
}

TEST(KeyAgreement, ThrowsForAPrivateKeyThatTheCurveDoesNotHave) {
  EXPECT_ANY_THROW((void)start_agreement(Curve::x25519, Secret{ByteVector(31)}));
  EXPECT_ANY_THROW((void)start_agreement(Curve::nistp256, Secret{ByteVector(32)}));
  EXPECT_ANY_THROW((void)start_agreement(Curve::nistp256, Secret{ByteVector(32, 0xff)}));
}

}  // namespace
}  // namespace ferry::crypto
