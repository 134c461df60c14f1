#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "crypto/curve.h"
#include "crypto/openssl.h"
#include "crypto/signature.h"

namespace ferry::crypto {
namespace {

/// Builds a key from named numbers; they must live until `key` has been called.
class KeyBuilder {
 public:
  void add(const char* name, const BIGNUM* number) {
    require(OSSL_PARAM_BLD_push_BN(builder_.get(), name, number), "OSSL_PARAM_BLD_push_BN");
  }
  void add(const char* name, Bytes bytes) {
    require(OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, bytes.data(), bytes.size()),
            "OSSL_PARAM_BLD_push_octet_string");
  }
  void add(const char* name, const char* text) {
    require(OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, text, 0),
            "OSSL_PARAM_BLD_push_utf8_string");
  }

  /// Null if the numbers do not make a sound key pair of that type.
  [[nodiscard]] KeyHandle key(const char* type) const {
    const std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>> parameters{
        require(OSSL_PARAM_BLD_to_param(builder_.get()), "OSSL_PARAM_BLD_to_param")};
    const KeyContext context{require(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), type)};
    require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
    EVP_PKEY* made = nullptr;
    const int outcome = EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, parameters.get());
    ERR_clear_error();
    KeyHandle handle{made};
    return outcome == 1 && is_sound(handle.get()) ? std::move(handle) : nullptr;
  }

 private:
  /// Do the private and the public half belong together?
  [[nodiscard]] static bool is_sound(EVP_PKEY* key) {
    const KeyContext context{require(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "key check")};
    const bool sound = EVP_PKEY_pairwise_check(context.get()) == 1;
    ERR_clear_error();
    return sound;
  }

  std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>> builder_{
      require(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new")};
};

/// `exponent` modulo (`prime` - 1), for the Chinese remainder theorem.
BigNumber reduced_exponent(const BIGNUM* exponent, const BIGNUM* prime) {
  const std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>> context{require(BN_CTX_secure_new(), "BN_CTX_new")};
  const BigNumber modulus{require(BN_dup(prime), "BN_dup")};
  require(BN_sub_word(modulus.get(), 1), "BN_sub_word");
  BigNumber reduced{require(BN_secure_new(), "BN_new")};
  require(BN_mod(reduced.get(), exponent, modulus.get(), context.get()), "BN_mod");
  return reduced;
}

}  // namespace

Result<PrivateKey> PrivateKey::from_parts(const RsaParts& parts) {
  const auto modulus = to_big_number(parts.public_key.modulus);
  const auto exponent = to_big_number(parts.public_key.exponent);
  const auto d = to_big_number(parts.private_exponent.reveal());
  const auto p = to_big_number(parts.first_prime.reveal());
  const auto q = to_big_number(parts.second_prime.reveal());
  const auto inverse = to_big_number(parts.coefficient.reveal());
  // Checking and signing take long with numbers beyond any key's, and dividing by zero is no answer.
  const bool is_sized = BN_num_bits(modulus.get()) <= static_cast<int>(maximum_rsa_bits) &&
                        BN_cmp(p.get(), modulus.get()) < 0 && BN_cmp(q.get(), modulus.get()) < 0 &&
                        BN_num_bits(p.get()) > 1 && BN_num_bits(q.get()) > 1;
  if (!is_sized) return checked(nullptr);
  const auto d_p = reduced_exponent(d.get(), p.get());
  const auto d_q = reduced_exponent(d.get(), q.get());
  KeyBuilder builder;
  builder.add(OSSL_PKEY_PARAM_RSA_N, modulus.get());
  builder.add(OSSL_PKEY_PARAM_RSA_E, exponent.get());
  builder.add(OSSL_PKEY_PARAM_RSA_D, d.get());
  builder.add(OSSL_PKEY_PARAM_RSA_FACTOR1, p.get());
  builder.add(OSSL_PKEY_PARAM_RSA_FACTOR2, q.get());
  builder.add(OSSL_PKEY_PARAM_RSA_EXPONENT1, d_p.get());
  builder.add(OSSL_PKEY_PARAM_RSA_EXPONENT2, d_q.get());
  builder.add(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, inverse.get());
  return checked(Handle{builder.key("RSA").release()});
}

Result<PrivateKey> PrivateKey::from_parts(const EcdsaParts& parts) {
  const Curve curve = parts.public_key.curve;
  const auto scalar = to_big_number(parts.scalar.reveal());
  if (parts.scalar.reveal().size() > field_size(curve)) return checked(nullptr);
  KeyBuilder builder;
  builder.add(OSSL_PKEY_PARAM_GROUP_NAME, group_name(curve));
  builder.add(OSSL_PKEY_PARAM_PUB_KEY, Bytes{parts.public_key.point});
  builder.add(OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  return checked(Handle{builder.key("EC").release()});
}

Result<PrivateKey> PrivateKey::from_ed25519_seed(const Secret& seed) {
  Handle key{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.reveal().data(), seed.reveal().size())};
  ERR_clear_error();
  return checked(std::move(key));
}

}  // namespace ferry::crypto
