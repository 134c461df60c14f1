#pragma once

#include <array>
#include <memory>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace ferry::crypto {

enum class HashKind { md5, sha1, sha256, sha384, sha512 };

/// Bytes of a digest of this kind.
[[nodiscard]] std::size_t digest_size(HashKind kind);

/// A running hash. Not for use by several threads at once.
class Hash {
 public:
  explicit Hash(HashKind kind);
  Hash(Hash&&) noexcept = default;
  Hash& operator=(Hash&&) noexcept = default;

  Hash& update(Bytes bytes);
  /// The digest; the object starts afresh.
  [[nodiscard]] ByteVector finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  HashKind kind_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] ByteVector hash(HashKind kind, Bytes bytes);

}  // namespace ferry::crypto
