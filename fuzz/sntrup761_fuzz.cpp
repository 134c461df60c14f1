// rooms: crypto base
#include <algorithm>
#include <cstdlib>

#include "crypto/sntrup761.h"
#include "crypto/sntrup761_encoding.h"
#include "support/fixed_random.h"

namespace {

using namespace ferry;
using namespace ferry::crypto::sntrup761;

void require(bool holds) {
  if (!holds) std::abort();
}

bool in_range(const Polynomial& polynomial) {
  return std::ranges::all_of(polynomial, [](int coefficient) { return 2 * std::abs(coefficient) < modulus; });
}

/// What was read from any bytes is in range, and reads the same when it is written again.
void check_encodings(Bytes key, Bytes ciphertext) {
  const Polynomial full = decode_full(key);
  ByteVector again(full_size);
  encode_full(full, again);
  require(in_range(full) && std::ranges::equal(decode_full(again), full));
  const Polynomial rounded = decode_rounded(ciphertext.first(rounded_size));
  again.resize(rounded_size);
  encode_rounded(rounded, again);
  require(in_range(rounded) && std::ranges::equal(decode_rounded(again), rounded));
}

}  // namespace

/// Any bytes as a key and as a ciphertext: refused for their size only, and a ciphertext that nobody made for
/// a key gives a secret all the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static testing::FixedRandom random;
  static const auto pair = generate_keys(random);
  static const Secret seed{ByteVector(seed_size, 7)};
  const Bytes bytes{data, size};
  require(encapsulate(bytes, seed).has_value() == (size == encapsulation_key_size));
  require(decapsulate(pair.decapsulation_key, bytes).has_value() == (size == ciphertext_size));
  // Bytes of any number are enough for what comes: the rest is zeros.
  ByteVector key(bytes.begin(), bytes.end());
  key.resize(encapsulation_key_size);
  const Bytes ciphertext = Bytes{key}.first(ciphertext_size);
  check_encodings(key, ciphertext);
  require(decapsulate(pair.decapsulation_key, ciphertext).has_value());
  require(encapsulate(key, seed).has_value());
  return 0;
}
