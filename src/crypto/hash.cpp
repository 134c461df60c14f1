#include "crypto/hash.h"

#include "crypto/algorithms.h"

namespace ferry::crypto {

std::size_t digest_size(HashKind kind) {
  return static_cast<std::size_t>(EVP_MD_get_size(algorithm(kind)));
}

Hash::Hash(HashKind kind) : kind_(kind), context_(require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")) {
  require(EVP_DigestInit_ex2(context_.get(), algorithm(kind), nullptr), "EVP_DigestInit_ex2");
}

Hash& Hash::update(Bytes bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()), "EVP_DigestUpdate");
  return *this;
}

ByteVector Hash::finish() {
  ByteVector digest(digest_size(kind_));
  require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr), "EVP_DigestFinal_ex");
  require(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr), "EVP_DigestInit_ex2");
  return digest;
}

void Hash::Free::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}

ByteVector hash(HashKind kind, Bytes bytes) {
  return Hash{kind}.update(bytes).finish();
}

}  // namespace ferry::crypto
