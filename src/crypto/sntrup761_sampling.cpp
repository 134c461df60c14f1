#include "crypto/sntrup761_sampling.h"

#include <bit>

#include "crypto/hash.h"

namespace ferry::crypto::sntrup761 {
namespace {

using Numbers = SecretArray<std::uint32_t, degree>;

Numbers numbers_of(Bytes random) {
  Numbers numbers;
  for (std::size_t i = 0; i < degree; ++i) {
    for (std::size_t byte = 0; byte < 4; ++byte) {
      numbers[i] |= std::uint32_t{random[4 * i + byte]} << 8 * byte;
    }
  }
  return numbers;
}

void put_in_order(std::uint32_t& low, std::uint32_t& high) {
  const std::uint64_t difference = std::uint64_t{high} - low;
  const std::uint32_t mask = opaque(static_cast<std::uint32_t>(difference >> 32U));  // all ones if high < low
  const std::uint32_t changes = (low ^ high) & mask;
  low ^= changes;
  high ^= changes;
}

/// Compares each number at an index i, where i & bit is `wanted`, with the one `distance` above it.
void compare(std::span<std::uint32_t> numbers, std::size_t bit, std::size_t wanted, std::size_t distance) {
  for (std::size_t i = 0; i + distance < numbers.size(); ++i) {
    if ((i & bit) == wanted) put_in_order(numbers[i], numbers[i + distance]);
  }
}

}  // namespace

Polynomial sample_small(Bytes random) {
  const Numbers numbers = numbers_of(random);
  Polynomial polynomial;
  for (std::size_t i = 0; i < degree; ++i) {
    const std::uint32_t third = (numbers[i] & 0x3fffffffU) * 3 >> 30U;  // 0, 1 or 2
    polynomial[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(third) - 1);
  }
  return polynomial;
}

Polynomial sample_short(Bytes random) {
  Numbers numbers = numbers_of(random);
  // The low bits become a coefficient plus 1, the others say where it goes.
  for (std::size_t i = 0; i < weight; ++i) numbers[i] &= ~1U;                          // 0 or 2
  for (std::size_t i = weight; i < degree; ++i) numbers[i] = (numbers[i] & ~3U) | 1U;  // 1
  sort({numbers.begin(), numbers.end()});
  Polynomial polynomial;
  for (std::size_t i = 0; i < degree; ++i) {
    polynomial[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(numbers[i] & 3U) - 1);
  }
  return polynomial;
}

void sort(std::span<std::uint32_t> numbers) {
  // Batcher's merge exchange, Knuth's algorithm 5.2.2M: `bit` is its p, `merged` its q, `wanted` its r and
  // `distance` its d.
  const std::size_t top = std::bit_ceil(numbers.size()) / 2;
  for (std::size_t bit = top; bit > 0; bit /= 2) {
    compare(numbers, bit, 0, bit);
    for (std::size_t merged = top; merged > bit; merged /= 2) compare(numbers, bit, bit, merged - bit);
  }
}

Secret hash(Byte purpose, std::initializer_list<Bytes> pieces) {
  Hash sha512{HashKind::sha512};
  sha512.update({&purpose, 1});
  for (const Bytes piece : pieces) sha512.update(piece);
  const Secret whole{sha512.finish()};
  const Bytes half = whole.reveal().first(whole.reveal().size() / 2);
  return Secret{ByteVector(half.begin(), half.end())};
}

}  // namespace ferry::crypto::sntrup761
