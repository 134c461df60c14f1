#include "crypto/signature.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include <stdexcept>

#include "crypto/algorithms.h"
#include "crypto/curve.h"
#include "crypto/ecdsa.h"

namespace ferry::crypto {
namespace {

constexpr int maximum_rsa_exponent_bits = 64;
constexpr std::size_t ed25519_signature_size = 64;

using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

bool is_acceptable(const BIGNUM* modulus, const BIGNUM* exponent) {
  const auto bits = static_cast<unsigned>(BN_num_bits(modulus));
  return bits >= minimum_rsa_bits && bits <= maximum_rsa_bits && BN_is_odd(modulus) != 0 &&
         BN_is_odd(exponent) != 0 && BN_is_one(exponent) == 0 &&
         BN_num_bits(exponent) <= maximum_rsa_exponent_bits;
}

/// Null for a key outside the limits.
KeyHandle rsa_handle(const RsaPublicKey& key) {
  if (key.modulus.size() > maximum_rsa_bits / 8 + 1 || key.exponent.size() > maximum_rsa_bits / 8 + 1)
    return nullptr;
  const auto modulus = to_big_number(key.modulus);
  const auto exponent = to_big_number(key.exponent);
  if (!is_acceptable(modulus.get(), exponent.get())) return nullptr;
  const std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>> builder{
      require(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new")};
  require(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()),
          "OSSL_PARAM_BLD_push_BN");
  require(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()),
          "OSSL_PARAM_BLD_push_BN");
  const std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>> parameters{
      require(OSSL_PARAM_BLD_to_param(builder.get()), "OSSL_PARAM_BLD_to_param")};
  const KeyContext context{require(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), "RSA")};
  require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  EVP_PKEY* handle = nullptr;
  require(EVP_PKEY_fromdata(context.get(), &handle, EVP_PKEY_PUBLIC_KEY, parameters.get()),
          "EVP_PKEY_fromdata");
  return KeyHandle{handle};
}

Verdict verify(EVP_PKEY* key, const char* hash_name, Bytes message, Bytes signature) {
  const DigestContext context{require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
  require(EVP_DigestVerifyInit_ex(context.get(), nullptr, hash_name, nullptr, nullptr, key, nullptr),
          "EVP_DigestVerifyInit_ex");
  const int outcome =
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size());
  ERR_clear_error();
  return outcome == 1 ? Verdict::genuine : Verdict::forged;
}

ByteVector sign(EVP_PKEY* key, const char* hash_name, Bytes message) {
  const DigestContext context{require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
  require(EVP_DigestSignInit_ex(context.get(), nullptr, hash_name, nullptr, nullptr, key, nullptr),
          "EVP_DigestSignInit_ex");
  ByteVector signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = signature.size();
  require(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()),
          "EVP_DigestSign");
  signature.resize(size);
  return signature;
}

/// RFC 5656 section 6.2.1.
const char* hash_for(Curve curve) {
  switch (curve) {
    case Curve::nistp256:
      return algorithm_name(HashKind::sha256);
    case Curve::nistp384:
      return algorithm_name(HashKind::sha384);
    case Curve::nistp521:
      return algorithm_name(HashKind::sha512);
    case Curve::x25519:
      break;
  }
  throw std::invalid_argument("no curve for signatures");
}

}  // namespace

unsigned key_bits(const PublicKey& key) {
  if (const auto* rsa = std::get_if<RsaPublicKey>(&key)) {
    return static_cast<unsigned>(BN_num_bits(to_big_number(rsa->modulus).get()));
  }
  if (const auto* ecdsa = std::get_if<EcdsaPublicKey>(&key)) return field_bits(ecdsa->curve);
  return 256;
}

Verdict verify_rsa(const RsaPublicKey& key, HashKind hash, Bytes message, Bytes signature) {
  const auto handle = rsa_handle(key);
  if (!handle) return Verdict::forged;
  return verify(handle.get(), algorithm_name(hash), message, signature);
}

Verdict verify_ecdsa(const EcdsaPublicKey& key, Bytes message, const EcdsaSignature& signature) {
  if (key.curve == Curve::x25519) return Verdict::forged;
  const auto handle = public_key_from_point(key.curve, key.point);
  const auto der = ecdsa_to_der(signature, field_size(key.curve));
  if (!handle || !der) return Verdict::forged;
  return verify(handle.get(), hash_for(key.curve), message, *der);
}

Verdict verify_ed25519(const Ed25519PublicKey& key, Bytes message, Bytes signature) {
  if (signature.size() != ed25519_signature_size) return Verdict::forged;
  const KeyHandle handle{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.key.data(), key.key.size())};
  ERR_clear_error();
  if (!handle) return Verdict::forged;
  return verify(handle.get(), nullptr, message, signature);
}

ByteVector PrivateKey::sign_rsa(HashKind hash, Bytes message) const {
  auto signature = sign(key_.get(), algorithm_name(hash), message);
  // One wrong signature made with the Chinese remainder theorem is enough to factor the modulus.
  if (verify(key_.get(), algorithm_name(hash), message, signature) != Verdict::genuine) {
    throw std::runtime_error("an RSA signature came out wrong: the computation is faulty");
  }
  return signature;
}

EcdsaSignature PrivateKey::sign_ecdsa(Bytes message) const {
  const Curve curve = std::get<EcdsaPublicKey>(public_key_).curve;
  return ecdsa_from_der(sign(key_.get(), hash_for(curve), message));
}

ByteVector PrivateKey::sign_ed25519(Bytes message) const {
  if (!std::holds_alternative<Ed25519PublicKey>(public_key_))
    throw std::invalid_argument("not an Ed25519 key");
  return sign(key_.get(), nullptr, message);
}

}  // namespace ferry::crypto
