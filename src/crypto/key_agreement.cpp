#include "crypto/key_agreement.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "crypto/curve.h"
#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t x25519_size = 32;

/// Nothing when OpenSSL finds fault with `theirs`, which the callers have checked already.
std::optional<Secret> derive(EVP_PKEY* ours, EVP_PKEY* theirs) {
  const KeyContext context{require(EVP_PKEY_CTX_new_from_pkey(nullptr, ours, nullptr), "EVP_PKEY_CTX_new")};
  require(EVP_PKEY_derive_init(context.get()), "EVP_PKEY_derive_init");
  std::size_t size = 0;
  // No further check of the share (the last argument): it would multiply by the order of the group.
  if (EVP_PKEY_derive_set_peer_ex(context.get(), theirs, 0) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  Secret shared{ByteVector(size)};
  if (EVP_PKEY_derive(context.get(), shared.reveal_mutable().data(), &size) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  if (size != shared.reveal().size()) throw std::logic_error("a shared secret of an unexpected size");
  return shared;
}

class X25519Agreement final : public KeyAgreement {
 public:
  explicit X25519Agreement(KeyHandle key) : key_(std::move(key)) {
    std::size_t size = share_.size();
    require(EVP_PKEY_get_raw_public_key(key_.get(), share_.data(), &size), "EVP_PKEY_get_raw_public_key");
  }

  [[nodiscard]] Bytes public_share() const override { return share_; }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    if (peer_share.size() != x25519_size) return std::unexpected(AgreementError::bad_share);
    const KeyHandle theirs{
        require(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, peer_share.data(), peer_share.size()),
                "EVP_PKEY_new_raw_public_key")};
    auto shared = derive(key_.get(), theirs.get());
    // RFC 8731 section 3: a result of all zeros must end the exchange. OpenSSL refuses it too; it is not
    // trusted to.
    static constexpr std::array<Byte, x25519_size> zeros{};
    if (!shared || equal_secrets(shared->reveal(), zeros)) return std::unexpected(AgreementError::bad_share);
    return std::move(*shared);
  }

 private:
  KeyHandle key_;
  std::array<Byte, x25519_size> share_{};
};

class EcdhAgreement final : public KeyAgreement {
 public:
  EcdhAgreement(Curve curve, KeyHandle key)
      : curve_(curve), key_(std::move(key)), share_(point_of(key_.get(), curve)) {}

  [[nodiscard]] Bytes public_share() const override { return share_; }

  [[nodiscard]] std::expected<Secret, AgreementError> agree(Bytes peer_share) override {
    const auto theirs = public_key_from_point(curve_, peer_share);
    if (!theirs) return std::unexpected(AgreementError::bad_share);
    auto shared = derive(key_.get(), theirs.get());
    if (!shared) return std::unexpected(AgreementError::bad_share);
    return std::move(*shared);
  }

 private:
  Curve curve_;
  KeyHandle key_;
  ByteVector share_;
};

KeyHandle x25519_key(const Secret& private_key) {
  const Bytes bytes = private_key.reveal();
  return KeyHandle{require(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes.data(), bytes.size()),
                           "EVP_PKEY_new_raw_private_key")};
}

/// The public point that belongs to `scalar`.
ByteVector multiply_base(Curve curve, const BIGNUM* scalar) {
  const std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>> group{require(
      EC_GROUP_new_by_curve_name(EC_curve_nist2nid(group_name(curve))), "EC_GROUP_new_by_curve_name")};
  const bool known = BN_is_zero(scalar) == 0 && BN_cmp(scalar, EC_GROUP_get0_order(group.get())) < 0;
  if (!known) throw std::invalid_argument("not a private key of this curve");
  const std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>> point{
      require(EC_POINT_new(group.get()), "EC_POINT_new")};
  require(EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, nullptr), "EC_POINT_mul");
  ByteVector share(1 + 2 * field_size(curve));
  const auto size = EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, share.data(),
                                       share.size(), nullptr);
  if (size != share.size()) throw_openssl_error("EC_POINT_point2oct");
  return share;
}

KeyHandle ecdh_key(Curve curve, const Secret& private_key) {
  const auto scalar = to_big_number(private_key.reveal());
  auto point = multiply_base(curve, scalar.get());
  ByteVector little_endian(field_size(curve));
  require(BN_bn2nativepad(scalar.get(), little_endian.data(), to_int(little_endian.size())) > 0 ? 1 : 0,
          "BN_bn2nativepad");
  std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(group_name(curve)), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, little_endian.data(), little_endian.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context{require(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "EC")};
  require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  EVP_PKEY* key = nullptr;
  const int outcome = EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.data());
  wipe(little_endian);
  require(outcome, "EVP_PKEY_fromdata");
  return KeyHandle{key};
}

}  // namespace

std::unique_ptr<KeyAgreement> start_agreement(Curve curve) {
  if (curve == Curve::x25519) {
    return std::make_unique<X25519Agreement>(
        KeyHandle{require(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), "EVP_PKEY_Q_keygen")});
  }
  return std::make_unique<EcdhAgreement>(
      curve,
      KeyHandle{require(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", group_name(curve)), "EVP_PKEY_Q_keygen")});
}

std::unique_ptr<KeyAgreement> start_agreement(Curve curve, const Secret& private_key) {
  if (curve == Curve::x25519) return std::make_unique<X25519Agreement>(x25519_key(private_key));
  return std::make_unique<EcdhAgreement>(curve, ecdh_key(curve, private_key));
}

}  // namespace ferry::crypto
