#include "crypto/bcrypt_pbkdf.h"

#include <string_view>
#include <utility>

#include "crypto/blowfish.h"
#include "crypto/hash.h"

namespace ferry::crypto {
namespace {

constexpr std::size_t block_size = 32;
constexpr unsigned expansions = 64;   // 2 to the power of bcrypt's cost, which is fixed here
constexpr unsigned encryptions = 64;  // of the text
constexpr std::string_view text = "OxychromaticBlowfishSwatDynamite";
static_assert(text.size() == block_size);

using Block = std::array<Byte, block_size>;

/// bcrypt with hashes in the place of password and salt, and its own text.
Block bcrypt_hash(Bytes password, Bytes salt) {
  Blowfish cipher;
  cipher.expand(salt, password);
  for (unsigned i = 0; i < expansions; ++i) {
    cipher.expand(salt);
    cipher.expand(password);
  }
  std::array<std::uint32_t, block_size / 4> halves{};
  for (std::size_t i = 0; i < block_size; ++i) {
    halves[i / 4] = halves[i / 4] << 8 | static_cast<unsigned char>(text[i]);
  }
  for (unsigned i = 0; i < encryptions; ++i) {
    for (std::size_t j = 0; j < halves.size(); j += 2) cipher.encrypt(halves[j], halves[j + 1]);
  }
  Block block{};
  // Little-endian, unlike the words that went in.
  for (std::size_t i = 0; i < block_size; ++i) block[i] = static_cast<Byte>(halves[i / 4] >> 8 * (i % 4));
  return block;
}

/// One block of PBKDF2's plan: the rounds, each over the last one's output, all XORed.
Block derive_block(Bytes password, Bytes salt, std::uint32_t number, unsigned rounds) {
  ByteVector numbered{salt.begin(), salt.end()};
  for (int shift = 24; shift >= 0; shift -= 8) numbered.push_back(static_cast<Byte>(number >> shift));
  Block last = bcrypt_hash(password, hash(HashKind::sha512, numbered));
  Block sum = last;
  for (unsigned i = 1; i < rounds; ++i) {
    last = bcrypt_hash(password, hash(HashKind::sha512, last));
    for (std::size_t j = 0; j < block_size; ++j) sum[j] ^= last[j];
  }
  wipe(last);
  return sum;
}

}  // namespace

Secret bcrypt_pbkdf(const Secret& passphrase, Bytes salt, unsigned rounds, std::size_t size) {
  const Secret password{hash(HashKind::sha512, passphrase.reveal())};
  const std::size_t blocks = (size + block_size - 1) / block_size;
  ByteVector key(size);
  for (std::size_t number = 0; number < blocks; ++number) {
    Block block = derive_block(password.reveal(), salt, static_cast<std::uint32_t>(number + 1), rounds);
    // Unlike PBKDF2 the blocks are interleaved, so that part of the key costs as much as all of it.
    for (std::size_t i = 0; i < block_size && i * blocks + number < size; ++i) {
      key[i * blocks + number] = block[i];
    }
    wipe(block);
  }
  return Secret{std::move(key)};
}

}  // namespace ferry::crypto
