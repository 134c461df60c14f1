#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
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

using TagParameter = std::array<OSSL_PARAM, 2>;

/// Where the tag is, for the calls that give it or take it: a fifth less per small packet than
/// EVP_CIPHER_CTX_ctrl.
TagParameter tag_parameter(Byte* tag) {
  return {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, AesGcm::tag_size),
          OSSL_PARAM_construct_end()};
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
  next_iv(nullptr);
  process(context_.get(), nullptr, additional);
  process(context_.get(), text.data(), text);
  int written = 0;
  Byte none = 0;
  require(EVP_EncryptFinal_ex(context_.get(), &none, &written), "EVP_EncryptFinal_ex");
  TagParameter parameter = tag_parameter(tag.data());
  require(EVP_CIPHER_CTX_get_params(context_.get(), parameter.data()), "EVP_CIPHER_CTX_get_params");
}

Verdict AesGcm::open(Bytes additional, MutableBytes text, Bytes tag) {
  if (tag.size() != tag_size) throw std::invalid_argument("wrong size of a tag");
  // OpenSSL copies the tag, it does not write to it.
  const TagParameter parameter = tag_parameter(const_cast<Byte*>(tag.data()));
  next_iv(parameter.data());
  process(context_.get(), nullptr, additional);
  process(context_.get(), text.data(), text);
  int written = 0;
  Byte none = 0;
  if (EVP_DecryptFinal_ex(context_.get(), &none, &written) == 1) return Verdict::genuine;
  wipe(text);
  return Verdict::forged;
}

void AesGcm::next_iv(const OSSL_PARAM* parameters) {
  // Security rests on no value being used twice, so the end of the counter is the end of the key.
  if (exhausted_) throw std::logic_error("an AES-GCM key was used beyond the end of its counter");
  require(EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, iv_, -1, parameters), "EVP_CipherInit_ex2");
  // RFC 5647 section 7.1: the last 8 bytes are a big-endian counter of the packets.
  for (std::size_t i = iv_size; i-- > fixed_field_size;) {
    if (++iv_[i] != 0) return;
  }
  exhausted_ = true;
}

}  // namespace ferry::crypto
