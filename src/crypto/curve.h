#pragma once

#include "crypto/key_agreement.h"
#include "crypto/openssl.h"

/// What agreement and signatures share about the curves of NIST.
namespace ferry::crypto {

/// OpenSSL's name of nistp256, nistp384 or nistp521.
[[nodiscard]] const char* group_name(Curve curve);
/// Bits of the field.
[[nodiscard]] unsigned field_bits(Curve curve);
/// Bytes of a coordinate, and of the order of the group.
[[nodiscard]] std::size_t field_size(Curve curve);
/// The key with this public point; null unless it is an uncompressed point of exactly the right size on the
/// curve. These curves have cofactor 1 and the point at infinity has no such form, so RFC 5656 section 4 asks
/// for no more.
[[nodiscard]] KeyHandle public_key_from_point(Curve curve, Bytes point);
/// The uncompressed point of a key on `curve`.
[[nodiscard]] ByteVector point_of(const EVP_PKEY* key, Curve curve);

}  // namespace ferry::crypto
