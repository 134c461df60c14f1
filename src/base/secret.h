#pragma once

#include <string_view>

#include "base/bytes.h"

namespace ferry {

/// Overwrites `bytes` in a way that the compiler may not leave out.
void wipe(MutableBytes bytes);

/// A password, key or shared secret. Wipes itself, cannot be printed, and compares only in constant time
/// (`equal_secrets`). Move it; a copy has to be asked for with `clone`.
class Secret {
 public:
  Secret() = default;
  explicit Secret(ByteVector bytes) : bytes_(std::move(bytes)) {}
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_); }

  [[nodiscard]] Secret clone() const { return Secret{ByteVector{bytes_}}; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// The secret itself, for the one call that needs it. Valid while this object lives unchanged.
  [[nodiscard]] Bytes reveal() const { return bytes_; }
  [[nodiscard]] MutableBytes reveal_mutable() { return bytes_; }

 private:
  ByteVector bytes_;
};

/// Compares in a time that depends only on the lengths.
[[nodiscard]] bool equal_secrets(Bytes left, Bytes right);
[[nodiscard]] inline bool equal_secrets(const Secret& left, const Secret& right) {
  return equal_secrets(left.reveal(), right.reveal());
}

}  // namespace ferry
