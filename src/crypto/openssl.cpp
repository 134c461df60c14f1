#include "crypto/openssl.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace ferry::crypto {

void throw_openssl_error(std::string_view operation) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_peek_last_error(), reason.data(), reason.size());
  ERR_clear_error();
  throw std::runtime_error(fmt::format("{} failed: {}", operation, reason.data()));
}

int to_int(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw std::length_error("more bytes than one call of OpenSSL takes");
  }
  return static_cast<int>(size);
}

BigNumber to_big_number(Bytes magnitude) {
  return BigNumber{require(BN_bin2bn(magnitude.data(), to_int(magnitude.size()), nullptr), "BN_bin2bn")};
}

ByteVector to_magnitude(const BIGNUM* number) {
  return to_magnitude(number, static_cast<std::size_t>(BN_num_bytes(number)));
}

ByteVector to_magnitude(const BIGNUM* number, std::size_t size) {
  ByteVector magnitude(size);
  if (BN_bn2binpad(number, magnitude.data(), to_int(size)) < 0) throw_openssl_error("BN_bn2binpad");
  return magnitude;
}

}  // namespace ferry::crypto
