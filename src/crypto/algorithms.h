#pragma once

#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "crypto/openssl.h"

/// The algorithms of OpenSSL, looked up once per process: a look-up costs as much as a small packet.
namespace ferry::crypto {

/// OpenSSL's name for a hash, for the functions that take names.
[[nodiscard]] const char* algorithm_name(HashKind kind);
[[nodiscard]] const EVP_MD* algorithm(HashKind kind);
[[nodiscard]] const EVP_CIPHER* algorithm(StreamCipherKind kind);
[[nodiscard]] const EVP_CIPHER* aes_gcm(std::size_t key_size);
[[nodiscard]] const EVP_CIPHER* chacha20();
/// Not const: OpenSSL's functions want it so, but do not change it.
[[nodiscard]] EVP_MAC* hmac_algorithm();
[[nodiscard]] EVP_MAC* poly1305_algorithm();

}  // namespace ferry::crypto
