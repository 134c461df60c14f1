#include "crypto/algorithms.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace ferry::crypto {
namespace {

// These live as long as the process: nothing frees them, so that no order of destruction can matter.
const EVP_CIPHER* fetch_cipher(const char* name) {
  return require(EVP_CIPHER_fetch(nullptr, name, nullptr), name);
}

const EVP_MD* fetch_hash(const char* name) {
  return require(EVP_MD_fetch(nullptr, name, nullptr), name);
}

}  // namespace

const char* algorithm_name(HashKind kind) {
  switch (kind) {
    case HashKind::md5:
      return "MD5";
    case HashKind::sha1:
      return "SHA1";
    case HashKind::sha256:
      return "SHA2-256";
    case HashKind::sha384:
      return "SHA2-384";
    case HashKind::sha512:
      return "SHA2-512";
  }
  throw std::invalid_argument("no such hash");
}

const EVP_MD* algorithm(HashKind kind) {
  static const std::array hashes{
      fetch_hash(algorithm_name(HashKind::md5)),    fetch_hash(algorithm_name(HashKind::sha1)),
      fetch_hash(algorithm_name(HashKind::sha256)), fetch_hash(algorithm_name(HashKind::sha384)),
      fetch_hash(algorithm_name(HashKind::sha512)),
  };
  return hashes.at(static_cast<std::size_t>(kind));
}

const EVP_CIPHER* algorithm(StreamCipherKind kind) {
  static const std::array ciphers{
      fetch_cipher("AES-128-CTR"),  fetch_cipher("AES-192-CTR"), fetch_cipher("AES-256-CTR"),
      fetch_cipher("AES-128-CBC"),  fetch_cipher("AES-192-CBC"), fetch_cipher("AES-256-CBC"),
      fetch_cipher("DES-EDE3-CBC"),
  };
  return ciphers.at(static_cast<std::size_t>(kind));
}

const EVP_CIPHER* aes_gcm(std::size_t key_size) {
  static const EVP_CIPHER* const aes128 = fetch_cipher("AES-128-GCM");
  static const EVP_CIPHER* const aes256 = fetch_cipher("AES-256-GCM");
  if (key_size == 16) return aes128;
  if (key_size == 32) return aes256;
  throw std::invalid_argument("an AES-GCM key has 16 or 32 bytes");
}

const EVP_CIPHER* chacha20() {
  static const EVP_CIPHER* const cipher = fetch_cipher("ChaCha20");
  return cipher;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const mac = require(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "HMAC");
  return mac;
}

EVP_MAC* poly1305_algorithm() {
  static EVP_MAC* const mac = require(EVP_MAC_fetch(nullptr, "POLY1305", nullptr), "POLY1305");
  return mac;
}

}  // namespace ferry::crypto
