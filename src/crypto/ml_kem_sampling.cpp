#include "crypto/ml_kem_sampling.h"

#include <optional>

#include "crypto/openssl.h"

namespace ferry::crypto::ml_kem {
namespace {

/// Lives as long as the process, as in crypto/algorithms.
const EVP_MD* fetch(const char* name) {
  return require(EVP_MD_fetch(nullptr, name, nullptr), name);
}

const EVP_MD* sha3_256() {
  static const EVP_MD* const hash = fetch("SHA3-256");
  return hash;
}
const EVP_MD* sha3_512() {
  static const EVP_MD* const hash = fetch("SHA3-512");
  return hash;
}
const EVP_MD* shake256() {
  static const EVP_MD* const hash = fetch("SHAKE256");
  return hash;
}

using Context = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

Context absorb(const EVP_MD* hash, std::initializer_list<Bytes> pieces) {
  Context context{require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
  require(EVP_DigestInit_ex2(context.get(), hash, nullptr), "EVP_DigestInit_ex2");
  for (const Bytes piece : pieces) {
    require(EVP_DigestUpdate(context.get(), piece.data(), piece.size()), "EVP_DigestUpdate");
  }
  return context;
}

void digest(const EVP_MD* hash, std::initializer_list<Bytes> pieces, MutableBytes into) {
  require(EVP_DigestFinal_ex(absorb(hash, pieces).get(), into.data(), nullptr), "EVP_DigestFinal_ex");
}

void squeeze(const EVP_MD* hash, std::initializer_list<Bytes> pieces, MutableBytes into) {
  require(EVP_DigestFinalXOF(absorb(hash, pieces).get(), into.data(), into.size()), "EVP_DigestFinalXOF");
}

/// Nothing if `bytes` do not hold enough candidates below q. Public, so branches may look at them.
std::optional<Polynomial> accept_below_modulus(Bytes bytes) {
  Polynomial polynomial;
  std::size_t accepted = 0;
  const auto offer = [&](std::uint32_t candidate) {
    if (candidate < modulus && accepted < degree) {
      polynomial.coefficients[accepted++] = static_cast<std::uint16_t>(candidate);
    }
  };
  for (; bytes.size() >= 3 && accepted < degree; bytes = bytes.subspan(3)) {
    offer(bytes[0] | (bytes[1] & 0x0fU) << 8U);
    offer(bytes[1] >> 4U | std::uint32_t{bytes[2]} << 4U);
  }
  return accepted == degree ? std::optional{polynomial} : std::nullopt;
}

}  // namespace

std::array<Byte, 32> hash_h(Bytes bytes) {
  std::array<Byte, 32> hash{};
  digest(sha3_256(), {bytes}, hash);
  return hash;
}

Halves hash_g(Bytes first, Bytes second) {
  std::array<Byte, 64> both{};
  digest(sha3_512(), {first, second}, both);
  Halves halves{.first = Secret{ByteVector(both.begin(), both.begin() + 32)},
                .second = Secret{ByteVector(both.begin() + 32, both.end())}};
  wipe(both);
  return halves;
}

Secret hash_j(Bytes first, Bytes second) {
  Secret hash{ByteVector(32)};
  squeeze(shake256(), {first, second}, hash.reveal_mutable());
  return hash;
}

void shake128(std::initializer_list<Bytes> pieces, MutableBytes into) {
  static const EVP_MD* const hash = fetch("SHAKE128");
  squeeze(hash, pieces, into);
}

Polynomial sample_uniform(Bytes rho, Byte row, Byte column) {
  const std::array index{column, row};
  // Four blocks of SHAKE128 are enough but for one polynomial in billions; OpenSSL 3.0 cannot squeeze on, so
  // that one starts again with more.
  for (ByteVector stream(std::size_t{4} * 168);; stream.resize(2 * stream.size())) {
    shake128({rho, index}, stream);
    if (const auto polynomial = accept_below_modulus(stream)) return *polynomial;
  }
}

Polynomial sample_binomial(Bytes seed, Byte nonce) {
  Secret stream{ByteVector(degree / 2)};
  squeeze(shake256(), {seed, {&nonce, 1}}, stream.reveal_mutable());
  Polynomial polynomial;
  for (std::size_t i = 0; i < degree; ++i) {
    const std::uint32_t bits = std::uint32_t{stream.reveal()[i / 2]} >> 4 * (i % 2);
    const std::uint32_t left = (bits & 1U) + (bits >> 1U & 1U);
    const std::uint32_t right = (bits >> 2U & 1U) + (bits >> 3U & 1U);
    polynomial.coefficients[i] = subtract(left, right);
  }
  return polynomial;
}

}  // namespace ferry::crypto::ml_kem
