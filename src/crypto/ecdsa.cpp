#include "crypto/ecdsa.h"

#include <openssl/ec.h>

#include <stdexcept>

#include "crypto/openssl.h"

namespace ferry::crypto {
namespace {

using SignatureHandle = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

}  // namespace

std::optional<ByteVector> ecdsa_to_der(const EcdsaSignature& signature, std::size_t size) {
  if (signature.r.size() > size || signature.s.size() > size) return std::nullopt;
  const SignatureHandle handle{require(ECDSA_SIG_new(), "ECDSA_SIG_new")};
  auto r = to_big_number(signature.r);
  auto s = to_big_number(signature.s);
  require(ECDSA_SIG_set0(handle.get(), r.release(), s.release()), "ECDSA_SIG_set0");
  const int der_size = i2d_ECDSA_SIG(handle.get(), nullptr);
  if (der_size <= 0) throw_openssl_error("i2d_ECDSA_SIG");
  ByteVector der(static_cast<std::size_t>(der_size));
  Byte* end = der.data();
  if (i2d_ECDSA_SIG(handle.get(), &end) != der_size) throw_openssl_error("i2d_ECDSA_SIG");
  return der;
}

EcdsaSignature ecdsa_from_der(Bytes der) {
  const Byte* start = der.data();
  const SignatureHandle handle{require(d2i_ECDSA_SIG(nullptr, &start, to_int(der.size())), "d2i_ECDSA_SIG")};
  return {to_magnitude(ECDSA_SIG_get0_r(handle.get())), to_magnitude(ECDSA_SIG_get0_s(handle.get()))};
}

}  // namespace ferry::crypto
