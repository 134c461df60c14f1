#pragma once

#include <stdexcept>
#include <string_view>

#include "crypto/hash.h"

namespace ferry::testing {

/// The hash that a table of vectors calls `name`.
inline crypto::HashKind hash_named(std::string_view name) {
  if (name == "md5") return crypto::HashKind::md5;
  if (name == "sha1") return crypto::HashKind::sha1;
  if (name == "sha256") return crypto::HashKind::sha256;
  if (name == "sha384") return crypto::HashKind::sha384;
  if (name == "sha512") return crypto::HashKind::sha512;
  throw std::runtime_error("no such hash");
}

}  // namespace ferry::testing
