#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace ferry::testing {

/// `base64`, one line of it, in the frame of RFC 7468 with this label.
inline std::string pem(std::string_view label, std::string_view base64) {
  return fmt::format("-----BEGIN {0}-----\n{1}\n-----END {0}-----\n", label, base64);
}

inline std::string private_key_pem(std::string_view base64) {
  return pem("PRIVATE KEY", base64);
}

}  // namespace ferry::testing
