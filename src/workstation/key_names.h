#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "ssh/keys.h"

namespace ferry::workstation {

/// What a type of keys is called.
struct KeyTypeName {
  ssh::KeyType type;
  std::string_view name;   // in files
  std::string_view shown;  // to people
};
inline constexpr std::array key_type_names{
    KeyTypeName{ssh::KeyType::ed25519, "ssh-ed25519", "ED25519"},
    KeyTypeName{ssh::KeyType::ecdsa_nistp256, "ecdsa-sha2-nistp256", "ECDSA"},
    KeyTypeName{ssh::KeyType::ecdsa_nistp384, "ecdsa-sha2-nistp384", "ECDSA"},
    KeyTypeName{ssh::KeyType::ecdsa_nistp521, "ecdsa-sha2-nistp521", "ECDSA"},
    KeyTypeName{ssh::KeyType::rsa, "ssh-rsa", "RSA"},
};

/// Of a key in wire form: "ED25519".
[[nodiscard]] inline std::string_view shown_type(Bytes blob) {
  const auto key = ssh::decode_public_key(blob);
  for (const KeyTypeName& row : key_type_names) {
    if (key && ssh::key_type(*key) == row.type) return row.shown;
  }
  return "host";
}

}  // namespace ferry::workstation
