#pragma once

#include <memory>

#include "base/bytes.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"

struct evp_mac_ctx_st;

namespace ferry::crypto {

/// HMAC (RFC 2104) with a key that stays. One object per direction and thread.
class Hmac {
 public:
  /// `tag_size` bytes of the result are used; 0 means all of them.
  Hmac(HashKind kind, Bytes key, std::size_t tag_size = 0);

  [[nodiscard]] std::size_t tag_size() const { return tag_size_; }
  /// The tag of `sequence` as four bytes, then `bytes` (RFC 4253 section 6.4), into `tag` (of `tag_size()`
  /// bytes).
  void compute(std::uint32_t sequence, Bytes bytes, MutableBytes tag);
  /// Compares in constant time.
  Verdict verify(std::uint32_t sequence, Bytes bytes, Bytes tag);

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  std::unique_ptr<evp_mac_ctx_st, Free> context_;
  std::size_t tag_size_;
};

/// The HMAC of `bytes` alone.
[[nodiscard]] ByteVector hmac(HashKind kind, Bytes key, Bytes bytes);

}  // namespace ferry::crypto
