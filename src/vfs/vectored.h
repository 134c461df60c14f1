#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <span>

#include "base/bytes.h"

namespace ferry::vfs {

/// The pieces of a vectored read or write from a given byte on, as many as go into one call. Most batches
/// fit.
class Vectors {
 public:
  static constexpr std::size_t most = 128;

  template <class Piece>
  Vectors(std::span<const Piece> pieces, std::size_t skip) {
    for (const Piece& piece : pieces) {
      if (count_ == most) break;
      if (skip >= piece.size()) {
        skip -= piece.size();
        continue;
      }
      const auto rest = piece.subspan(skip);
      skip = 0;
      // iovec has no const form; a write does not touch what it points to.
      vectors_[count_++] = {const_cast<Byte*>(rest.data()), rest.size()};
    }
  }

  [[nodiscard]] std::span<const iovec> all() const { return std::span{vectors_}.first(count_); }
  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  std::array<iovec, most> vectors_;
  std::size_t count_ = 0;
};

template <class Piece>
[[nodiscard]] std::size_t total_size(std::span<const Piece> pieces) {
  std::size_t total = 0;
  for (const Piece& piece : pieces) total += piece.size();
  return total;
}

}  // namespace ferry::vfs
