#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/key_agreement.h"
#include "crypto/ml_kem.h"
#include "crypto/random.h"
#include "crypto/sntrup761.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t x25519_size = 32;

ByteVector join(Bytes first, Bytes second) {
  ByteVector both;
  both.reserve(first.size() + second.size());
  both.insert(both.end(), first.begin(), first.end());
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

struct MlKem768 {
  static constexpr std::size_t encapsulation_key_size = ml_kem::encapsulation_key_size;
  static constexpr std::size_t ciphertext_size = ml_kem::ciphertext_size;
  static constexpr std::size_t seed_size = ml_kem::seed_size;
  static constexpr HashKind combining_hash = HashKind::sha256;

  static auto generate_keys(Random& random) { return ml_kem::generate_keys(random); }
  static auto encapsulate(Bytes key, const Secret& seed) { return ml_kem::encapsulate(key, seed); }
  static auto decapsulate(const Secret& key, Bytes from) { return ml_kem::decapsulate(key, from); }
};

struct Sntrup761 {
  static constexpr std::size_t encapsulation_key_size = sntrup761::encapsulation_key_size;
  static constexpr std::size_t ciphertext_size = sntrup761::ciphertext_size;
  static constexpr std::size_t seed_size = sntrup761::seed_size;
  static constexpr HashKind combining_hash = HashKind::sha512;

  static auto generate_keys(Random& random) { return sntrup761::generate_keys(random); }
  static auto encapsulate(Bytes key, const Secret& seed) { return sntrup761::encapsulate(key, seed); }
  static auto decapsulate(const Secret& key, Bytes from) { return sntrup761::decapsulate(key, from); }
};

/// K of both drafts: neither secret alone is enough to know it.
Secret combine(HashKind kind, const Secret& post_quantum, const Secret& classical) {
  return Secret{Hash{kind}.update(post_quantum.reveal()).update(classical.reveal()).finish()};
}

template <class Mechanism>
class HybridInitiator final : public KeyAgreement {
 public:
  explicit HybridInitiator(Random& random)
      : keys_(Mechanism::generate_keys(random)),
        x25519_(start_agreement(Curve::x25519, draw_secret(random, x25519_size))),
        share_(join(keys_.encapsulation_key, x25519_->public_share())) {}

  [[nodiscard]] Bytes public_share() const override { return share_; }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    if (peer_share.size() != Mechanism::ciphertext_size + x25519_size) {
      return std::unexpected(AgreementError::bad_share);
    }
    const auto classical = x25519_->agree(peer_share.last(x25519_size));
    if (!classical) return std::unexpected(classical.error());
    const auto post_quantum =
        Mechanism::decapsulate(keys_.decapsulation_key, peer_share.first(Mechanism::ciphertext_size));
    if (!post_quantum) return std::unexpected(AgreementError::bad_share);
    return combine(Mechanism::combining_hash, *post_quantum, *classical);
  }

 private:
  EncapsulationKeyPair keys_;
  std::unique_ptr<KeyAgreement> x25519_;
  ByteVector share_;
};

template <class Mechanism>
class HybridResponder final : public KeyAgreement {
 public:
  explicit HybridResponder(Random& random)
      : seed_(draw_secret(random, Mechanism::seed_size)),
        x25519_(start_agreement(Curve::x25519, draw_secret(random, x25519_size))) {}

  [[nodiscard]] Bytes public_share() const override {
    if (share_.empty()) throw std::logic_error("the responder's share comes from the initiator's");
    return share_;
  }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    if (peer_share.size() != Mechanism::encapsulation_key_size + x25519_size) {
      return std::unexpected(AgreementError::bad_share);
    }
    const auto classical = x25519_->agree(peer_share.last(x25519_size));
    if (!classical) return std::unexpected(classical.error());
    const auto post_quantum =
        Mechanism::encapsulate(peer_share.first(Mechanism::encapsulation_key_size), seed_);
    if (!post_quantum) return std::unexpected(AgreementError::bad_share);
    share_ = join(post_quantum->ciphertext, x25519_->public_share());
    return combine(Mechanism::combining_hash, post_quantum->shared_secret, *classical);
  }

 private:
  Secret seed_;
  std::unique_ptr<KeyAgreement> x25519_;
  ByteVector share_;
};

template <class Mechanism>
std::unique_ptr<KeyAgreement> start(HybridSide side, Random& random) {
  if (side == HybridSide::initiator) return std::make_unique<HybridInitiator<Mechanism>>(random);
  return std::make_unique<HybridResponder<Mechanism>>(random);
}

}  // namespace

std::unique_ptr<KeyAgreement> start_hybrid_agreement(Kem kem, HybridSide side) {
  SystemRandom random;
  return start_hybrid_agreement(kem, side, random);
}

std::unique_ptr<KeyAgreement> start_hybrid_agreement(Kem kem, HybridSide side, Random& random) {
  return kem == Kem::sntrup761 ? start<Sntrup761>(side, random) : start<MlKem768>(side, random);
}

}  // namespace ferry::crypto
