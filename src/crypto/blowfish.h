#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"

/// The Blowfish cipher with the key schedule that bcrypt makes expensive. For bcrypt_pbkdf alone: nothing
/// else should use a cipher with blocks of eight bytes.
namespace ferry::crypto {

class Blowfish {
 public:
  static constexpr std::size_t rounds = 16;

  /// The state without a key: the first digits of pi.
  Blowfish();
  ~Blowfish();

  /// Mixes `key` into the state; with a salt the salt, too. Neither may be empty.
  void expand(Bytes key);
  void expand(Bytes salt, Bytes key);
  /// Encrypts one block, its two halves.
  void encrypt(std::uint32_t& left, std::uint32_t& right) const;

 private:
  static constexpr std::size_t box_size = 256;

  void mix_key(Bytes key);
  [[nodiscard]] std::uint32_t round(std::uint32_t half) const;

  /// The subkeys, then the four S-boxes, one behind the other: that is the order in which they are replaced.
  std::array<std::uint32_t, rounds + 2 + 4 * box_size> state_;
};

}  // namespace ferry::crypto
