#pragma once

#include <initializer_list>
#include <span>

#include "base/random.h"
#include "crypto/sntrup761_polynomial.h"

/// What Streamlined NTRU Prime draws at random, and its hashes.
namespace ferry::crypto::sntrup761 {

/// Random bytes that a small or a short polynomial is made of: 32 bits for each coefficient.
inline constexpr std::size_t sample_size = 4 * degree;

/// A small polynomial, each coefficient of it as likely -1 as 0 and 1, and a short one, each as likely as
/// every other. From `sample_size` random bytes.
[[nodiscard]] Polynomial sample_small(Bytes random);
[[nodiscard]] Polynomial sample_short(Bytes random);

/// Sorts in a time and an order of comparisons that depend on the count only.
void sort(std::span<std::uint32_t> numbers);

/// The first half of SHA-512 over a byte that says what for, and all pieces in a row.
[[nodiscard]] Secret hash(Byte purpose, std::initializer_list<Bytes> pieces);

}  // namespace ferry::crypto::sntrup761
