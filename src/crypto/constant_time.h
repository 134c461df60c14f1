#pragma once

#include <array>
#include <cstdint>

#include "base/secret.h"

/// What work on secrets needs, so that neither its time nor what it leaves in memory tells them.
namespace ferry::crypto {

/// The same number, of which the compiler knows nothing any more: it makes branches of bits and masks.
[[nodiscard]] inline std::uint32_t opaque(std::uint32_t number) {
  asm volatile("" : "+r"(number));
  return number;
}

/// Puts `from` into `into`, which is as long, if `left` and `right` are the same, without showing whether
/// they are. `left` and `right` have the same length.
void assign_if_equal(Bytes left, Bytes right, MutableBytes into, Bytes from);

/// Numbers that are wiped when they are no longer needed.
template <class Number, std::size_t count>
class SecretArray {
 public:
  SecretArray() = default;
  SecretArray(const SecretArray&) = default;
  SecretArray& operator=(const SecretArray&) = default;
  ~SecretArray() { wipe({reinterpret_cast<Byte*>(numbers_.data()), sizeof numbers_}); }

  [[nodiscard]] Number& operator[](std::size_t index) { return numbers_[index]; }
  [[nodiscard]] const Number& operator[](std::size_t index) const { return numbers_[index]; }
  [[nodiscard]] auto begin() { return numbers_.begin(); }
  [[nodiscard]] auto begin() const { return numbers_.begin(); }
  [[nodiscard]] auto end() { return numbers_.end(); }
  [[nodiscard]] auto end() const { return numbers_.end(); }
  [[nodiscard]] static constexpr std::size_t size() { return count; }

 private:
  std::array<Number, count> numbers_{};
};

}  // namespace ferry::crypto
