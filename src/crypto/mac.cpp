#include "crypto/mac.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/secret.h"
#include "crypto/algorithms.h"

namespace ferry::crypto {
namespace {

using Tag = std::array<Byte, EVP_MAX_MD_SIZE>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<EVP_MAC_CTX_free>>;

EVP_MAC_CTX* new_context() {
  return require(EVP_MAC_CTX_new(hmac_algorithm()), "EVP_MAC_CTX_new");
}

void set_key(EVP_MAC_CTX* context, HashKind kind, Bytes key) {
  char* name = const_cast<char*>(algorithm_name(kind));
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                              OSSL_PARAM_construct_end()};
  // A null key means "keep the last one" to OpenSSL, so an empty key needs an address.
  static constexpr Byte nothing = 0;
  const Byte* start = key.empty() ? &nothing : key.data();
  require(EVP_MAC_init(context, start, key.size(), parameters.data()), "EVP_MAC_init");
}

void update(EVP_MAC_CTX* context, Bytes bytes) {
  require(EVP_MAC_update(context, bytes.data(), bytes.size()), "EVP_MAC_update");
}

void finish(EVP_MAC_CTX* context, Tag& tag) {
  std::size_t size = 0;
  require(EVP_MAC_final(context, tag.data(), &size, tag.size()), "EVP_MAC_final");
}

std::array<Byte, 4> big_endian(std::uint32_t number) {
  return {static_cast<Byte>(number >> 24), static_cast<Byte>(number >> 16), static_cast<Byte>(number >> 8),
          static_cast<Byte>(number)};
}

}  // namespace

Hmac::Hmac(HashKind kind, Bytes key, std::size_t tag_size)
    : context_(new_context()), tag_size_(tag_size == 0 ? digest_size(kind) : tag_size) {
  if (tag_size_ > digest_size(kind)) throw std::invalid_argument("a tag longer than its hash");
  set_key(context_.get(), kind, key);
}

void Hmac::compute(std::uint32_t sequence, Bytes bytes, MutableBytes tag) {
  if (tag.size() != tag_size_) throw std::invalid_argument("wrong size of a tag");
  // Without a key this goes back to the state just after the key was set.
  require(EVP_MAC_init(context_.get(), nullptr, 0, nullptr), "EVP_MAC_init");
  update(context_.get(), big_endian(sequence));
  update(context_.get(), bytes);
  Tag whole;
  finish(context_.get(), whole);
  std::copy_n(whole.begin(), tag.size(), tag.begin());
}

Verdict Hmac::verify(std::uint32_t sequence, Bytes bytes, Bytes tag) {
  Tag storage;
  const MutableBytes expected{storage.data(), tag_size_};
  compute(sequence, bytes, expected);
  return equal_secrets(expected, tag) ? Verdict::genuine : Verdict::forged;
}

void Hmac::Free::operator()(EVP_MAC_CTX* context) const {
  EVP_MAC_CTX_free(context);
}

ByteVector hmac(HashKind kind, Bytes key, Bytes bytes) {
  const MacContext context{new_context()};
  set_key(context.get(), kind, key);
  update(context.get(), bytes);
  Tag tag;
  finish(context.get(), tag);
  return {tag.begin(), tag.begin() + static_cast<std::ptrdiff_t>(digest_size(kind))};
}

}  // namespace ferry::crypto
