// mlkem768x25519-sha256 of draft-ietf-sshm-mlkem-hybrid-kex.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/key_agreement.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

constexpr std::size_t x25519_size = 32;
constexpr std::size_t encapsulation_key_size = 1184;
constexpr std::size_t ciphertext_size = 1088;

/// Gives out bytes that a test has chosen.
class ChosenRandom final : public Random {
 public:
  explicit ChosenRandom(ByteVector bytes) : bytes_(std::move(bytes)) {}
  void fill(MutableBytes into) override {
    std::ranges::copy(Bytes{bytes_}.subspan(used_, into.size()), into.begin());
    used_ += into.size();
  }
  [[nodiscard]] bool used_up() const { return used_ == bytes_.size(); }

 private:
  ByteVector bytes_;
  std::size_t used_ = 0;
};

TEST(HybridAgreement, GivesSharesAndSecretOfAKnownExchange) {
  for (const auto& vector : testing::read_vectors("hybrid.vec")) {
    ChosenRandom initiator_random{vector.bytes("initiator_random")};
    ChosenRandom responder_random{vector.bytes("responder_random")};
    const auto initiator = start_hybrid_agreement(HybridSide::initiator, initiator_random);
    const auto responder = start_hybrid_agreement(HybridSide::responder, responder_random);
    EXPECT_TRUE(initiator_random.used_up() && responder_random.used_up());
    EXPECT_EQ(to_hex(initiator->public_share()), vector.text("initiator_share"));
    const auto responder_secret = responder->agree(initiator->public_share());
    ASSERT_TRUE(responder_secret);
    EXPECT_EQ(to_hex(responder->public_share()), vector.text("responder_share"));
    EXPECT_EQ(to_hex(responder_secret->reveal()), vector.text("K"));
    const auto initiator_secret = initiator->agree(responder->public_share());
    ASSERT_TRUE(initiator_secret);
    EXPECT_EQ(to_hex(initiator_secret->reveal()), vector.text("K"));
  }
}

/// Both sides, and what the initiator sent.
class Hybrid : public ::testing::Test {
 protected:
  static ByteVector copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

  std::unique_ptr<KeyAgreement> initiator = start_hybrid_agreement(HybridSide::initiator);
  std::unique_ptr<KeyAgreement> responder = start_hybrid_agreement(HybridSide::responder);
  ByteVector opening = copy(initiator->public_share());
};

TEST_F(Hybrid, BothSidesAgreeWithFreshKeys) {
  EXPECT_EQ(opening.size(), encapsulation_key_size + x25519_size);
  const auto theirs = responder->agree(opening);
  EXPECT_EQ(responder->public_share().size(), ciphertext_size + x25519_size);
  const auto ours = initiator->agree(responder->public_share());
  ASSERT_TRUE(ours && theirs);
  EXPECT_TRUE(equal_secrets(*ours, *theirs));
  EXPECT_EQ(ours->reveal().size(), 32U);
  EXPECT_NE(to_hex(start_hybrid_agreement(HybridSide::initiator)->public_share()), to_hex(opening));
}

TEST_F(Hybrid, RefusesSharesOfAnotherSize) {
  ASSERT_TRUE(responder->agree(opening));
  ByteVector answer = copy(responder->public_share());
  for (std::size_t size = 0; size < opening.size(); ++size) {
    ASSERT_FALSE(responder->agree(Bytes{opening}.first(size))) << size;
  }
  for (std::size_t size = 0; size < answer.size(); ++size) {
    ASSERT_FALSE(initiator->agree(Bytes{answer}.first(size))) << size;
  }
  opening.push_back(0);
  answer.push_back(0);
  EXPECT_FALSE(responder->agree(opening));
  EXPECT_FALSE(initiator->agree(answer));
}

TEST_F(Hybrid, RefusesAnX25519ShareThatGivesZero) {
  ASSERT_TRUE(responder->agree(opening));
  ByteVector answer = copy(responder->public_share());
  std::ranges::fill(MutableBytes{opening}.last(x25519_size), Byte{0});
  std::ranges::fill(MutableBytes{answer}.last(x25519_size), Byte{0});
  EXPECT_FALSE(responder->agree(opening));
  EXPECT_FALSE(initiator->agree(answer));
}

TEST_F(Hybrid, RefusesAnEncapsulationKeyThatIsNotReduced_Fips203Section7_2) {
  std::ranges::fill(MutableBytes{opening}.first(3), Byte{0xff});
  EXPECT_FALSE(responder->agree(opening));
}

TEST_F(Hybrid, AChangedCiphertextGivesAnotherSecretAndNoError) {
  const auto theirs = responder->agree(opening);
  const auto ours = initiator->agree(with_flipped_bit(responder->public_share(), 77));
  ASSERT_TRUE(ours && theirs);
  EXPECT_FALSE(equal_secrets(*ours, *theirs));
}

TEST_F(Hybrid, ARespondersShareIsNotThereBeforeItHasAgreed) {
  EXPECT_THROW((void)responder->public_share(), std::logic_error);
  EXPECT_FALSE(responder->agree(Bytes{opening}.first(32)));
  EXPECT_THROW((void)responder->public_share(), std::logic_error);
}

}  // namespace
}  // namespace ferry::crypto
