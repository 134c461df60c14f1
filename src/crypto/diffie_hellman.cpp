#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crypto/key_agreement.h"
#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

constexpr int maximum_group_bits = 8192;

/// RFC 4253 section 8 and RFC 4419 section 6.2 allow exponents of twice the bits that the exchange has to
/// protect. 512 bits are twice the longest key of a cipher, and several times as fast as the whole range.
constexpr int exponent_bits = 512;

using BigNumberContext = std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>>;

BigNumber new_big_number() {
  return BigNumber{require(BN_new(), "BN_new")};
}

struct Group {
  BigNumber prime;
  BigNumber generator;
};

/// 1 < value < p - 1: 0, 1 and p - 1 give results that everybody knows.
bool is_inside(const BIGNUM* value, const BIGNUM* prime) {
  const BigNumber last{require(BN_dup(prime), "BN_dup")};
  require(BN_sub_word(last.get(), 1), "BN_sub_word");
  return BN_cmp(value, BN_value_one()) > 0 && BN_cmp(value, last.get()) < 0;
}

BigNumber power(const BIGNUM* base, const BIGNUM* exponent, const BIGNUM* prime) {
  const BigNumberContext context{require(BN_CTX_secure_new(), "BN_CTX_new")};
  auto result = new_big_number();
  require(BN_mod_exp_mont_consttime(result.get(), base, exponent, prime, context.get(), nullptr),
          "BN_mod_exp");
  return result;
}

BigNumber random_exponent(const BIGNUM* prime) {
  auto exponent = new_big_number();
  // At least one bit less than the order of the group, (p - 1) / 2, has.
  const int bits = std::min(exponent_bits, BN_num_bits(prime) - 2);
  require(BN_priv_rand(exponent.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "BN_priv_rand");
  BN_set_flags(exponent.get(), BN_FLG_CONSTTIME);
  return exponent;
}

class DiffieHellman final : public KeyAgreement {
 public:
  explicit DiffieHellman(Group group)
      : group_(std::move(group)),
        exponent_(random_exponent(group_.prime.get())),
        share_(to_magnitude(power(group_.generator.get(), exponent_.get(), group_.prime.get()).get())) {}

  [[nodiscard]] Bytes public_share() const override { return share_; }

  /// False where the generator makes so small a subgroup that our own share says nothing.
  [[nodiscard]] bool has_valid_share() const {
    return is_inside(to_big_number(share_).get(), group_.prime.get());
  }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    const auto refused = std::unexpected(AgreementError::bad_share);
    if (peer_share.size() > static_cast<std::size_t>(BN_num_bytes(group_.prime.get()))) return refused;
    const auto theirs = to_big_number(peer_share);
    // RFC 4253 section 8: a share outside 1..p-1 must not be used; neither should 1 and p-1.
    if (!is_inside(theirs.get(), group_.prime.get())) return refused;
    const auto shared = power(theirs.get(), exponent_.get(), group_.prime.get());
    if (!is_inside(shared.get(), group_.prime.get())) return refused;
    return Secret{to_magnitude(shared.get())};
  }

 private:
  Group group_;
  BigNumber exponent_;
  ByteVector share_;
};

BIGNUM* known_prime(ModpGroup group) {
  switch (group) {
    case ModpGroup::group1_1024:
      return BN_get_rfc2409_prime_1024(nullptr);
    case ModpGroup::group14_2048:
      return BN_get_rfc3526_prime_2048(nullptr);
    case ModpGroup::group15_3072:
      return BN_get_rfc3526_prime_3072(nullptr);
    case ModpGroup::group16_4096:
      return BN_get_rfc3526_prime_4096(nullptr);
    case ModpGroup::group17_6144:
      return BN_get_rfc3526_prime_6144(nullptr);
    case ModpGroup::group18_8192:
      return BN_get_rfc3526_prime_8192(nullptr);
  }
  throw std::invalid_argument("no such group");
}

Group known_group(ModpGroup group) {
  Group known{BigNumber{require(known_prime(group), "BN_get_prime")}, new_big_number()};
  require(BN_set_word(known.generator.get(), 2), "BN_set_word");
  return known;
}

bool is_usable(const Group& group, unsigned minimum_bits) {
  const int bits = BN_num_bits(group.prime.get());
  return bits >= to_int(minimum_bits) && bits <= maximum_group_bits && BN_is_odd(group.prime.get()) != 0 &&
         is_inside(group.generator.get(), group.prime.get());
}

}  // namespace

std::unique_ptr<KeyAgreement> start_agreement(ModpGroup group) {
  return std::make_unique<DiffieHellman>(known_group(group));
}

std::unique_ptr<KeyAgreement> start_agreement(Bytes prime, Bytes generator, unsigned minimum_bits) {
  constexpr std::size_t longest = maximum_group_bits / 8;
  if (prime.size() > longest || generator.size() > longest) return nullptr;
  Group group{to_big_number(prime), to_big_number(generator)};
  if (!is_usable(group, minimum_bits)) return nullptr;
  auto agreement = std::make_unique<DiffieHellman>(std::move(group));
  if (!agreement->has_valid_share()) return nullptr;
  return agreement;
}

ModpParameters parameters(ModpGroup group) {
  const auto [prime, generator] = known_group(group);
  return {to_magnitude(prime.get()), to_magnitude(generator.get())};
}

}  // namespace ferry::crypto
