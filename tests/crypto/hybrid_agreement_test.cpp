// mlkem768x25519-sha256 of draft-ietf-sshm-mlkem-hybrid-kex, sntrup761x25519-sha512 of
// draft-ietf-sshm-ntruprime-ssh.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/key_agreement.h"
#include "crypto/sntrup761.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

namespace ferry::crypto {
namespace {

using testing::with_flipped_bit;

constexpr std::size_t x25519_size = 32;

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
    const auto initiator = start_hybrid_agreement(Kem::ml_kem_768, HybridSide::initiator, initiator_random);
    const auto responder = start_hybrid_agreement(Kem::ml_kem_768, HybridSide::responder, responder_random);
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

/// The bytes of `random` from `at` on, as a secret.
Secret part_of(const ByteVector& random, std::size_t at, std::size_t size) {
  const Bytes part = Bytes{random}.subspan(at, size);
  return Secret{ByteVector(part.begin(), part.end())};
}

TEST(HybridAgreement, HashesTheSecretOfSntrup761WithSha512BeforeThatOfX25519) {
  testing::FixedRandom random;
  const auto pair = sntrup761::generate_keys(random);
  const auto client = start_agreement(Curve::x25519);
  ByteVector opening = pair.encapsulation_key;
  opening.insert(opening.end(), client->public_share().begin(), client->public_share().end());
  ByteVector drawn(sntrup761::seed_size + x25519_size);
  random.fill(drawn);
  ChosenRandom responder_random{drawn};
  const auto responder = start_hybrid_agreement(Kem::sntrup761, HybridSide::responder, responder_random);
  const auto secret = responder->agree(opening);
  ASSERT_TRUE(secret && responder_random.used_up());
  const auto made =
      sntrup761::encapsulate(pair.encapsulation_key, part_of(drawn, 0, sntrup761::seed_size)).value();
  const auto classical = start_agreement(Curve::x25519, part_of(drawn, sntrup761::seed_size, x25519_size))
                             ->agree(client->public_share())
                             .value();
  ByteVector both;
  both.insert(both.end(), made.shared_secret.reveal().begin(), made.shared_secret.reveal().end());
  both.insert(both.end(), classical.reveal().begin(), classical.reveal().end());
  EXPECT_EQ(to_hex(secret->reveal()), to_hex(hash(HashKind::sha512, both)));
}

/// Sizes without those of X25519.
struct HybridCase {
  std::string name;
  Kem kem;
  std::size_t encapsulation_key_size;
  std::size_t ciphertext_size;
  std::size_t secret_size;
};

/// Both sides, and what the initiator sent.
class Hybrid : public ::testing::TestWithParam<HybridCase> {
 protected:
  static ByteVector copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

  std::unique_ptr<KeyAgreement> initiator = start_hybrid_agreement(GetParam().kem, HybridSide::initiator);
  std::unique_ptr<KeyAgreement> responder = start_hybrid_agreement(GetParam().kem, HybridSide::responder);
  ByteVector opening = copy(initiator->public_share());
};

TEST_P(Hybrid, BothSidesAgreeWithFreshKeys) {
  EXPECT_EQ(opening.size(), GetParam().encapsulation_key_size + x25519_size);
  const auto theirs = responder->agree(opening);
  EXPECT_EQ(responder->public_share().size(), GetParam().ciphertext_size + x25519_size);
  const auto ours = initiator->agree(responder->public_share());
  ASSERT_TRUE(ours && theirs);
  EXPECT_TRUE(equal_secrets(*ours, *theirs));
  EXPECT_EQ(ours->reveal().size(), GetParam().secret_size);
  EXPECT_NE(to_hex(start_hybrid_agreement(GetParam().kem, HybridSide::initiator)->public_share()),
            to_hex(opening));
}

TEST_P(Hybrid, RefusesSharesOfAnotherSize) {
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

TEST_P(Hybrid, RefusesAnX25519ShareThatGivesZero) {
  ASSERT_TRUE(responder->agree(opening));
  ByteVector answer = copy(responder->public_share());
  std::ranges::fill(MutableBytes{opening}.last(x25519_size), Byte{0});
  std::ranges::fill(MutableBytes{answer}.last(x25519_size), Byte{0});
  EXPECT_FALSE(responder->agree(opening));
  EXPECT_FALSE(initiator->agree(answer));
}

TEST(HybridAgreement, RefusesAnEncapsulationKeyThatIsNotReduced_Fips203Section7_2) {
  const auto responder = start_hybrid_agreement(Kem::ml_kem_768, HybridSide::responder);
  const auto initiator = start_hybrid_agreement(Kem::ml_kem_768, HybridSide::initiator);
  ByteVector opening{initiator->public_share().begin(), initiator->public_share().end()};
  std::ranges::fill(MutableBytes{opening}.first(3), Byte{0xff});
  EXPECT_FALSE(responder->agree(opening));
}

TEST_P(Hybrid, AChangedCiphertextGivesAnotherSecretAndNoError) {
  const auto theirs = responder->agree(opening);
  const auto ours = initiator->agree(with_flipped_bit(responder->public_share(), 77));
  ASSERT_TRUE(ours && theirs);
  EXPECT_FALSE(equal_secrets(*ours, *theirs));
}

TEST_P(Hybrid, ARespondersShareIsNotThereBeforeItHasAgreed) {
  EXPECT_THROW((void)responder->public_share(), std::logic_error);
  EXPECT_FALSE(responder->agree(Bytes{opening}.first(32)));
  EXPECT_THROW((void)responder->public_share(), std::logic_error);
}

INSTANTIATE_TEST_SUITE_P(, Hybrid,
                         ::testing::Values(HybridCase{"mlkem768", Kem::ml_kem_768, 1184, 1088, 32},
                                           HybridCase{"sntrup761", Kem::sntrup761, 1158, 1039, 64}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ferry::crypto
