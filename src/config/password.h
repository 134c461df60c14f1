#pragma once

#include <cstdint>
#include <string>

namespace ferry::config {

/// How a password stands in a configuration: 0 and 7 can be read back, 5, 8 and 9 are one-way.
enum class PasswordType : std::uint8_t { clear = 0, md5 = 5, reversible = 7, sha256 = 8, scrypt = 9 };

/// `password` or `secret` with its type and the text as typed.
struct Password {
  bool is_secret = false;
  PasswordType type = PasswordType::clear;
  std::string text;
  bool operator==(const Password&) const = default;
};

}  // namespace ferry::config
