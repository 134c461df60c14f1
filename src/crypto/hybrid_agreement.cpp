#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/key_agreement.h"
#include "crypto/ml_kem.h"
#include "crypto/random.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t x25519_size = 32;

Secret draw(Random& random, std::size_t size) {
  Secret drawn{ByteVector(size)};
  random.fill(drawn.reveal_mutable());
  return drawn;
}

ByteVector join(Bytes first, Bytes second) {
  ByteVector both;
  both.reserve(first.size() + second.size());
  both.insert(both.end(), first.begin(), first.end());
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

/// K of the draft: neither secret alone is enough to know it.
Secret combine(const Secret& post_quantum, const Secret& classical) {
  return Secret{Hash{HashKind::sha256}.update(post_quantum.reveal()).update(classical.reveal()).finish()};
}

class HybridInitiator final : public KeyAgreement {
 public:
  explicit HybridInitiator(Random& random)
      : kem_(ml_kem::generate_keys(random)),
        x25519_(start_agreement(Curve::x25519, draw(random, x25519_size))),
        share_(join(kem_.encapsulation_key, x25519_->public_share())) {}

  [[nodiscard]] Bytes public_share() const override { return share_; }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    if (peer_share.size() != ml_kem::ciphertext_size + x25519_size) {
      return std::unexpected(AgreementError::bad_share);
    }
    const auto classical = x25519_->agree(peer_share.last(x25519_size));
    if (!classical) return std::unexpected(classical.error());
    const auto post_quantum =
        ml_kem::decapsulate(kem_.decapsulation_key, peer_share.first(ml_kem::ciphertext_size));
    if (!post_quantum) return std::unexpected(AgreementError::bad_share);
    return combine(*post_quantum, *classical);
  }

 private:
  ml_kem::KeyPair kem_;
  std::unique_ptr<KeyAgreement> x25519_;
  ByteVector share_;
};

class HybridResponder final : public KeyAgreement {
 public:
  explicit HybridResponder(Random& random)
      : message_(draw(random, ml_kem::seed_size)),
        x25519_(start_agreement(Curve::x25519, draw(random, x25519_size))) {}

  [[nodiscard]] Bytes public_share() const override {
    if (share_.empty()) throw std::logic_error("the responder's share comes from the initiator's");
    return share_;
  }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    if (peer_share.size() != ml_kem::encapsulation_key_size + x25519_size) {
      return std::unexpected(AgreementError::bad_share);
    }
    const auto classical = x25519_->agree(peer_share.last(x25519_size));
    if (!classical) return std::unexpected(classical.error());
    const auto post_quantum = ml_kem::encapsulate(peer_share.first(ml_kem::encapsulation_key_size), message_);
    if (!post_quantum) return std::unexpected(AgreementError::bad_share);
    share_ = join(post_quantum->ciphertext, x25519_->public_share());
    return combine(post_quantum->shared_secret, *classical);
  }

 private:
  Secret message_;
  std::unique_ptr<KeyAgreement> x25519_;
  ByteVector share_;
};

}  // namespace

std::unique_ptr<KeyAgreement> start_hybrid_agreement(HybridSide side) {
  SystemRandom random;
  return start_hybrid_agreement(side, random);
}

std::unique_ptr<KeyAgreement> start_hybrid_agreement(HybridSide side, Random& random) {
  if (side == HybridSide::initiator) return std::make_unique<HybridInitiator>(random);
  return std::make_unique<HybridResponder>(random);
}

}  // namespace ferry::crypto
