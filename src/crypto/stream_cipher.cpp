#include <stdexcept>

#include "crypto/algorithms.h"
#include "crypto/cipher.h"

namespace ferry::crypto {

StreamCipher::StreamCipher(StreamCipherKind kind, Direction direction, Bytes key, Bytes iv)
    : context_(require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")) {
  const EVP_CIPHER* cipher = algorithm(kind);
  if (to_int(key.size()) != EVP_CIPHER_get_key_length(cipher))
    throw std::invalid_argument("wrong size of a key");
  if (to_int(iv.size()) != EVP_CIPHER_get_iv_length(cipher))
    throw std::invalid_argument("wrong size of an IV");
  const int encrypt = direction == Direction::encrypt ? 1 : 0;
  require(EVP_CipherInit_ex2(context_.get(), cipher, key.data(), iv.data(), encrypt, nullptr),
          "EVP_CipherInit_ex2");
  require(EVP_CIPHER_CTX_set_padding(context_.get(), 0), "EVP_CIPHER_CTX_set_padding");
}

void StreamCipher::apply(MutableBytes bytes) {
  if (bytes.empty()) return;
  int written = 0;
  const int size = to_int(bytes.size());
  require(EVP_CipherUpdate(context_.get(), bytes.data(), &written, bytes.data(), size), "EVP_CipherUpdate");
  if (written != size) throw std::invalid_argument("CBC needs whole blocks");
}

}  // namespace ferry::crypto
