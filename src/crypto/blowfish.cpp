#include "crypto/blowfish.h"

#include "base/secret.h"
#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t subkeys = Blowfish::rounds + 2;
constexpr std::size_t words = subkeys + std::size_t{4} * 256;
using Words = std::array<std::uint32_t, words>;

/// The arctangent of 1/`divisor` by its series, as a fraction over a power of two that `one` is.
BigNumber arctangent_of_inverse(unsigned divisor, const BIGNUM* one) {
  BigNumber power{require(BN_dup(one), "BN_dup")};
  if (BN_div_word(power.get(), divisor) == static_cast<BN_ULONG>(-1)) throw_openssl_error("BN_div_word");
  BigNumber sum{require(BN_dup(power.get()), "BN_dup")};
  for (unsigned odd = 3; BN_is_zero(power.get()) == 0; odd += 2) {
    BN_div_word(power.get(), divisor);
    BN_div_word(power.get(), divisor);
    const BigNumber term{require(BN_dup(power.get()), "BN_dup")};
    BN_div_word(term.get(), odd);
    const bool is_added = odd % 4 == 1;
    require((is_added ? BN_add : BN_sub)(sum.get(), sum.get(), term.get()), "BN_add");
  }
  return sum;
}

/// The fraction of pi in binary, by Machin's formula: computing 33,344 bits is shorter than listing them, and
/// nobody has to compare a table.
Words digits_of_pi() {
  constexpr int spare_bits = 64;  // what the series lose at their ends
  constexpr int bits = static_cast<int>(words) * 32 + spare_bits;
  const BigNumber one{require(BN_new(), "BN_new")};
  require(BN_set_bit(one.get(), bits), "BN_set_bit");
  auto pi = arctangent_of_inverse(5, one.get());
  const auto rest = arctangent_of_inverse(239, one.get());
  require(BN_mul_word(pi.get(), 4), "BN_mul_word");
  require(BN_sub(pi.get(), pi.get(), rest.get()), "BN_sub");
  require(BN_mul_word(pi.get(), 4), "BN_mul_word");
  require(BN_mask_bits(pi.get(), bits), "BN_mask_bits");
  require(BN_rshift(pi.get(), pi.get(), spare_bits), "BN_rshift");
  const auto bytes = to_magnitude(pi.get(), words * 4);
  Words digits{};
  for (std::size_t i = 0; i < bytes.size(); ++i) digits[i / 4] = digits[i / 4] << 8 | bytes[i];
  return digits;
}

/// The next four bytes of something that is read round and round.
std::uint32_t next_word(Bytes bytes, std::size_t& at) {
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i) {
    word = word << 8 | bytes[at];
    at = (at + 1) % bytes.size();
  }
  return word;
}

}  // namespace

Blowfish::Blowfish() {
  static const Words pi = digits_of_pi();
  state_ = pi;
}

Blowfish::~Blowfish() {
  wipe({reinterpret_cast<Byte*>(state_.data()), sizeof state_});
}

void Blowfish::mix_key(Bytes key) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < subkeys; ++i) state_[i] ^= next_word(key, at);
}

void Blowfish::expand(Bytes key) {
  mix_key(key);
  std::uint32_t left = 0, right = 0;
  for (std::size_t i = 0; i < state_.size(); i += 2) {
    encrypt(left, right);
    state_[i] = left;
    state_[i + 1] = right;
  }
}

void Blowfish::expand(Bytes salt, Bytes key) {
  mix_key(key);
  std::uint32_t left = 0, right = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < state_.size(); i += 2) {
    left ^= next_word(salt, at);
    right ^= next_word(salt, at);
    encrypt(left, right);
    state_[i] = left;
    state_[i + 1] = right;
  }
}

std::uint32_t Blowfish::round(std::uint32_t half) const {
  const auto box = [this](std::size_t number, std::uint32_t index) {
    return state_[subkeys + number * box_size + (index & 0xFF)];
  };
  return ((box(0, half >> 24) + box(1, half >> 16)) ^ box(2, half >> 8)) + box(3, half);
}

void Blowfish::encrypt(std::uint32_t& left, std::uint32_t& right) const {
  for (std::size_t i = 0; i < rounds; i += 2) {
    left ^= state_[i];
    right ^= round(left);
    right ^= state_[i + 1];
    left ^= round(right);
  }
  const std::uint32_t last = left ^ state_[rounds];
  left = right ^ state_[rounds + 1];
  right = last;
}

}  // namespace ferry::crypto
