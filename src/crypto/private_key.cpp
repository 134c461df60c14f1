#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "crypto/curve.h"
#include "crypto/openssl.h"
#include "crypto/signature.h"

namespace ferry::crypto {
namespace {

using Stream = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

/// In place of OpenSSL's own, which would ask for a password at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

/// The passphrase that the caller of PEM_read_bio_PrivateKey has, if it fits.
int give_passphrase(char* into, int size, int, void* passphrase) {
  const Bytes bytes = static_cast<const Secret*>(passphrase)->reveal();
  if (bytes.size() > static_cast<std::size_t>(size)) return -1;
  std::ranges::copy(bytes, into);
  return static_cast<int>(bytes.size());
}

BigNumber integer(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number), "EVP_PKEY_get_bn_param");
  return BigNumber{number};
}

RsaPublicKey rsa_public_key(const EVP_PKEY* key) {
  return {.modulus = to_magnitude(integer(key, OSSL_PKEY_PARAM_RSA_N).get()),
          .exponent = to_magnitude(integer(key, OSSL_PKEY_PARAM_RSA_E).get())};
}

Ed25519PublicKey ed25519_public_key(const EVP_PKEY* key) {
  Ed25519PublicKey raw{.key = ByteVector(32)};
  std::size_t size = raw.key.size();
  require(EVP_PKEY_get_raw_public_key(key, raw.key.data(), &size), "EVP_PKEY_get_raw_public_key");
  return raw;
}

std::optional<Curve> curve_of(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  const std::string_view group{name.data(), size};
  if (group == SN_X9_62_prime256v1) return Curve::nistp256;
  if (group == SN_secp384r1) return Curve::nistp384;
  if (group == SN_secp521r1) return Curve::nistp521;
  return std::nullopt;
}

Result<PublicKey> public_part(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return ed25519_public_key(key);
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    const auto curve = curve_of(key);
    if (!curve)
      return failure(ErrorCode::unsupported, "the key's curve is not nistp256, nistp384 or nistp521");
    return EcdsaPublicKey{.curve = *curve, .point = point_of(key, *curve)};
  }
  if (EVP_PKEY_is_a(key, "RSA") != 1)
    return failure(ErrorCode::unsupported, "not an RSA, ECDSA or Ed25519 key");
  const auto bits = static_cast<unsigned>(EVP_PKEY_get_bits(key));
  if (bits < minimum_rsa_bits || bits > maximum_rsa_bits) {
    return failure(ErrorCode::unsupported, fmt::format("an RSA key of {} bits; {} to {} are supported", bits,
                                                       minimum_rsa_bits, maximum_rsa_bits));
  }
  return rsa_public_key(key);
}

}  // namespace

PrivateKey PrivateKey::generate_rsa(unsigned bits) {
  if (bits < minimum_rsa_bits || bits > maximum_rsa_bits)
    throw std::invalid_argument("no such size of an RSA key");
  return PrivateKey{
      Handle{require(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits}), "RSA keygen")}};
}

PrivateKey PrivateKey::generate_ecdsa(Curve curve) {
  return PrivateKey{
      Handle{require(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", group_name(curve)), "EC keygen")}};
}

PrivateKey PrivateKey::generate_ed25519() {
  return PrivateKey{Handle{require(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "Ed25519 keygen")}};
}

Result<PrivateKey> PrivateKey::from_pem(const Secret& pem) {
  if (!as_text(pem.reveal()).contains("-----BEGIN " PEM_STRING_PKCS8INF "-----")) {
    return failure(ErrorCode::invalid, "not a private key in PKCS#8 PEM form without a password");
  }
  const Stream in{
      require(BIO_new_mem_buf(pem.reveal().data(), to_int(pem.reveal().size())), "BIO_new_mem_buf")};
  Handle key{PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr)};
  ERR_clear_error();
  return checked(std::move(key));
}

Result<PrivateKey> PrivateKey::from_any_pem(const Secret& pem, const Secret& passphrase) {
  if (pem.empty()) return checked(nullptr);
  const Stream in{
      require(BIO_new_mem_buf(pem.reveal().data(), to_int(pem.reveal().size())), "BIO_new_mem_buf")};
  Handle key{PEM_read_bio_PrivateKey(in.get(), nullptr, give_passphrase, const_cast<Secret*>(&passphrase))};
  ERR_clear_error();
  return checked(std::move(key));
}

Result<PrivateKey> PrivateKey::checked(Handle key) {
  if (!key) return failure(ErrorCode::invalid, "the private key is damaged or of an unknown kind");
  const auto known = public_part(key.get());
  if (!known) return std::unexpected(known.error());
  return PrivateKey{std::move(key)};
}

PrivateKey::PrivateKey(Handle key) : key_(std::move(key)), public_key_(public_part(key_.get()).value()) {}

Secret PrivateKey::to_pem() const {
  // The memory of this kind of stream is wiped when it goes.
  const Stream out{require(BIO_new(BIO_s_secmem()), "BIO_new")};
  require(PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr),
          "PEM_write_bio_PKCS8PrivateKey");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return Secret{std::string_view{text, static_cast<std::size_t>(size)}};
}

ByteVector PrivateKey::public_der() const {
  const int size = i2d_PUBKEY(key_.get(), nullptr);
  if (size <= 0) throw_openssl_error("i2d_PUBKEY");
  ByteVector der(static_cast<std::size_t>(size));
  Byte* end = der.data();
  if (i2d_PUBKEY(key_.get(), &end) != size) throw_openssl_error("i2d_PUBKEY");
  return der;
}

void PrivateKey::Free::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

}  // namespace ferry::crypto
