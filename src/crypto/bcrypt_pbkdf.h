#pragma once

#include "base/bytes.h"
#include "base/secret.h"

namespace ferry::crypto {

/// The key derivation of OpenSSH's private key files: PBKDF2's plan with bcrypt (Provos and Mazières, USENIX
/// 1999) over SHA-512 in the place of HMAC. OpenSSL lacks it. Each round takes a few milliseconds for each 32
/// bytes of `size`.
[[nodiscard]] Secret bcrypt_pbkdf(const Secret& passphrase, Bytes salt, unsigned rounds, std::size_t size);

}  // namespace ferry::crypto
