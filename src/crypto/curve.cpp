#include "crypto/curve.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <array>
#include <stdexcept>

namespace ferry::crypto {
namespace {

struct CurveRow {
  Curve curve;
  const char* name;
  unsigned bits;
};

constexpr std::array rows{
    CurveRow{Curve::nistp256, "P-256", 256},
    CurveRow{Curve::nistp384, "P-384", 384},
    CurveRow{Curve::nistp521, "P-521", 521},
};

const CurveRow& row_of(Curve curve) {
  for (const auto& row : rows) {
    if (row.curve == curve) return row;
  }
  throw std::invalid_argument("not a curve of NIST");
}

BigNumber coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number), "EVP_PKEY_get_bn_param");
  return BigNumber{number};
}

}  // namespace

const char* group_name(Curve curve) {
  return row_of(curve).name;
}

unsigned field_bits(Curve curve) {
  return row_of(curve).bits;
}

std::size_t field_size(Curve curve) {
  return (field_bits(curve) + 7) / 8;
}

KeyHandle public_key_from_point(Curve curve, Bytes point) {
  if (point.size() != 1 + 2 * field_size(curve) || point[0] != POINT_CONVERSION_UNCOMPRESSED) return nullptr;
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(group_name(curve)), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<Byte*>(point.data()),
                                        point.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context{require(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "EC")};
  require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  EVP_PKEY* key = nullptr;
  // OpenSSL decodes the point here and refuses one that is not on the curve.
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(parameters.data())) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return KeyHandle{key};
}

ByteVector point_of(const EVP_PKEY* key, Curve curve) {
  const auto x = to_magnitude(coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X).get(), field_size(curve));
  const auto y = to_magnitude(coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y).get(), field_size(curve));
  ByteVector point{POINT_CONVERSION_UNCOMPRESSED};
  point.reserve(1 + 2 * field_size(curve));
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  return point;
}

}  // namespace ferry::crypto
