#include <algorithm>
#include <stdexcept>

#include "base/secret.h"
#include "crypto/algorithms.h"
#include "crypto/cipher.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t fixed_field_size = 4;

void process(EVP_CIPHER_CTX* context, Byte* out, Bytes in) {
  int written = 0;
  if (in.empty()) return;
  require(EVP_CipherUpdate(context, out, &written, in.data(), to_int(in.size())), "EVP_CipherUpdate");
}

}  // namespace

void FreeCipherContext::operator()(EVP_CIPHER_CTX* context) const {
  EVP_CIPHER_CTX_free(context);
}

AesGcm::AesGcm(Direction direction, Bytes key, Bytes iv)
    : context_(require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")) {
  if (iv.size() != iv_size) throw std::invalid_argument("an AES-GCM IV has 12 bytes");
  std::ranges::copy(iv, iv_);
  const int encrypt = direction == Direction::encrypt ? 1 : 0;
  require(EVP_CipherInit_ex2(context_.get(), aes_gcm(key.size()), key.data(), iv_, encrypt, nullptr),
          "EVP_CipherInit_ex2");
}

void AesGcm::seal(Bytes additional, MutableBytes text, MutableBytes tag) {
  if (tag.size() != tag_size) throw std::invalid_argument("wrong size of a tag");
  next_iv();
  process(context_.get(), nullptr, additional);
  process(context_.get(), text.data(), text);
  int written = 0;
  Byte none = 0;
  require(EVP_EncryptFinal_ex(context_.get(), &none, &written), "EVP_EncryptFinal_ex");
  require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()), "GET_TAG");
}

Verdict AesGcm::open(Bytes additional, MutableBytes text, Bytes tag) {
  if (tag.size() != tag_size) throw std::invalid_argument("wrong size of a tag");
  next_iv();
  // OpenSSL copies the tag, it does not write to it.
  require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, const_cast<Byte*>(tag.data())),
          "SET_TAG");
  process(context_.get(), nullptr, additional);
  process(context_.get(), text.data(), text);
  int written = 0;
  Byte none = 0;
  if (EVP_DecryptFinal_ex(context_.get(), &none, &written) == 1) return Verdict::genuine;
  wipe(text);
  return Verdict::forged;
}

void AesGcm::next_iv() {
  // Security rests on no value being used twice, so the end of the counter is the end of the key.
  if (exhausted_) throw std::logic_error("an AES-GCM key was used beyond the end of its counter");
  require(EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, iv_, -1, nullptr), "EVP_CipherInit_ex2");
  // RFC 5647 section 7.1: the last 8 bytes are a big-endian counter of the packets.
  for (std::size_t i = iv_size; i-- > fixed_field_size;) {
    if (++iv_[i] != 0) return;
  }
  exhausted_ = true;
}

}  // namespace ferry::crypto
