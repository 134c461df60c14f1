#include "crypto/sntrup761_encoding.h"

namespace ferry::crypto::sntrup761 {
namespace {

/// From here on a radix gives away its low byte.
constexpr std::uint32_t radix_limit = 1U << 14U;

constexpr std::uint32_t divide_by_256_rounded_up(std::uint32_t number) {
  return (number + 255) / 256;
}

/// What two digits become: some bytes, and a digit of the next level for the rest.
struct Pair {
  std::uint32_t second_radix;
  std::uint32_t radix;
  unsigned bytes = 0;
};

constexpr Pair join_digits(std::uint32_t first_radix, std::uint32_t second_radix) {
  Pair pair{.second_radix = second_radix, .radix = first_radix * second_radix};
  for (; pair.radix >= radix_limit; ++pair.bytes) pair.radix = divide_by_256_rounded_up(pair.radix);
  return pair;
}

/// Digits that stand for one large number. They all have the same radix, but the last may have another one.
/// Pairs of them are joined, and those of the next level again, until one digit is left.
struct Level {
  std::size_t count;
  std::uint32_t radix;
  std::uint32_t last_radix;

  [[nodiscard]] constexpr std::size_t pairs() const { return count / 2; }
  [[nodiscard]] constexpr bool is_odd() const { return count % 2 != 0; }
  [[nodiscard]] constexpr Pair pair(std::size_t index) const {
    return join_digits(radix, 2 * index + 2 == count ? last_radix : radix);
  }
  [[nodiscard]] constexpr Level next() const {
    return {.count = pairs() + (is_odd() ? 1 : 0),
            .radix = pair(0).radix,
            .last_radix = is_odd() ? last_radix : pair(pairs() - 1).radix};
  }
  /// Bytes that the pairs of this level give away.
  [[nodiscard]] constexpr std::size_t size() const {
    return (pairs() - 1) * pair(0).bytes + pair(pairs() - 1).bytes;
  }
};

constexpr std::size_t encoded_size(Level level) {
  if (level.count > 1) return level.size() + encoded_size(level.next());
  std::size_t size = 0;
  for (; level.last_radix > 1; ++size) level.last_radix = divide_by_256_rounded_up(level.last_radix);
  return size;
}

constexpr Level full_digits{.count = degree, .radix = modulus, .last_radix = modulus};
constexpr std::uint32_t rounded_radix = (modulus + 2) / 3;
constexpr Level rounded_digits{.count = degree, .radix = rounded_radix, .last_radix = rounded_radix};
static_assert(encoded_size(full_digits) == full_size);
static_assert(encoded_size(rounded_digits) == rounded_size);
static_assert(small_size == (degree + 3) / 4);

using Digits = SecretArray<std::uint32_t, degree>;

/// Writes the lowest `count` bytes of `number`, the lowest first, and takes them off it.
MutableBytes put_bytes(std::uint32_t& number, std::size_t count, MutableBytes into) {
  for (Byte& byte : into.first(count)) {
    byte = static_cast<Byte>(number);
    number >>= 8U;
  }
  return into.subspan(count);
}

std::uint32_t read_bytes(Bytes bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8U | bytes[i];
  return number;
}

/// Encode of the specification; uses up `digits`.
void encode(Level level, Digits& digits, MutableBytes into) {
  for (; level.count > 1; level = level.next()) {
    for (std::size_t i = 0; i < level.pairs(); ++i) {
      digits[i] = digits[2 * i] + level.radix * digits[2 * i + 1];
      into = put_bytes(digits[i], level.pair(i).bytes, into);
    }
    if (level.is_odd()) digits[level.pairs()] = digits[level.count - 1];
  }
  put_bytes(digits[0], into.size(), into);
}

/// Decode of the specification: first the digits of the next level, which stand last, then from the back
/// those that each of them holds.
void decode(Level level, Bytes encoded, Digits& digits) {
  if (level.count == 1) {
    digits[0] = read_bytes(encoded) % level.last_radix;
    return;
  }
  decode(level.next(), encoded.subspan(level.size()), digits);
  if (level.is_odd()) digits[level.count - 1] = digits[level.pairs()];
  for (std::size_t i = level.pairs(); i-- > 0;) {
    const Pair pair = level.pair(i);
    const Bytes low = encoded.subspan(i * level.pair(0).bytes, pair.bytes);
    const std::uint32_t both = read_bytes(low) + (digits[i] << 8U * pair.bytes);
    digits[2 * i] = both % level.radix;
    digits[2 * i + 1] = both / level.radix % pair.second_radix;
  }
}

constexpr std::int32_t largest = (modulus - 1) / 2;

/// number / 3 for multiples of 3 below 2^15.
constexpr std::uint32_t third(std::uint32_t number) {
  constexpr std::uint32_t reciprocal = 10923;  // 2^15 / 3, rounded up
  return number * reciprocal >> 15U;
}

/// The polynomial whose coefficients are the digits, `step` apart from the smallest on.
Polynomial decode(Level level, Bytes encoded, std::int32_t step) {
  Digits digits;
  decode(level, encoded, digits);
  Polynomial polynomial;
  for (std::size_t i = 0; i < degree; ++i) {
    polynomial[i] = static_cast<std::int16_t>(step * static_cast<std::int32_t>(digits[i]) - largest);
  }
  return polynomial;
}

}  // namespace

void encode_small(const Polynomial& small, MutableBytes into) {
  for (std::size_t i = 0; i < small_size; ++i) {
    std::uint32_t bits = 0;
    for (std::size_t j = 4 * i; j < 4 * i + 4 && j < degree; ++j) {
      bits |= static_cast<std::uint32_t>(small[j] + 1) << 2 * (j % 4);
    }
    into[i] = static_cast<Byte>(bits);
  }
}

Polynomial decode_small(Bytes encoded) {
  Polynomial small;
  for (std::size_t i = 0; i < degree; ++i) {
    const std::int32_t bits = encoded[i / 4] >> 2 * (i % 4) & 3;
    small[i] = reduce<3>(bits - 1);
  }
  return small;
}

void encode_full(const Polynomial& polynomial, MutableBytes into) {
  Digits digits;
  for (std::size_t i = 0; i < degree; ++i) digits[i] = static_cast<std::uint32_t>(polynomial[i] + largest);
  encode(full_digits, digits, into);
}

Polynomial decode_full(Bytes encoded) {
  return decode(full_digits, encoded, 1);
}

void encode_rounded(const Polynomial& polynomial, MutableBytes into) {
  Digits digits;
  for (std::size_t i = 0; i < degree; ++i) {
    digits[i] = third(static_cast<std::uint32_t>(polynomial[i] + largest));
  }
  encode(rounded_digits, digits, into);
}

Polynomial decode_rounded(Bytes encoded) {
  return decode(rounded_digits, encoded, 3);
}

}  // namespace ferry::crypto::sntrup761
