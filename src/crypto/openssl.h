#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include "base/bytes.h"

/// What the files of this room share. Not for other rooms: it shows OpenSSL.
namespace ferry::crypto {

/// Throws with the reason that OpenSSL gives for the failure of `operation`. For failures that no peer can
/// cause: no memory, a library without the algorithm, a bug of ours.
[[noreturn]] void throw_openssl_error(std::string_view operation);

/// For functions of OpenSSL that return 1 when all is well.
inline void require(int outcome, std::string_view operation) {
  if (outcome != 1) [[unlikely]] {
    throw_openssl_error(operation);
  }
}

/// For functions of OpenSSL that return a pointer, null when something is wrong.
template <class T>
[[nodiscard]] T* require(T* pointer, std::string_view operation) {
  if (pointer == nullptr) [[unlikely]] {
    throw_openssl_error(operation);
  }
  return pointer;
}

/// A length as OpenSSL's older functions take it; throws for one that does not fit.
[[nodiscard]] int to_int(std::size_t size);

template <auto Function>
struct FreeWith {
  template <class T>
  void operator()(T* pointer) const {
    Function(pointer);
  }
};

using KeyHandle = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;

[[nodiscard]] BigNumber to_big_number(Bytes magnitude);
/// Big-endian, without leading zeros.
[[nodiscard]] ByteVector to_magnitude(const BIGNUM* number);
/// Big-endian, `size` bytes.
[[nodiscard]] ByteVector to_magnitude(const BIGNUM* number, std::size_t size);

}  // namespace ferry::crypto
