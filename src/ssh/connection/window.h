#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace ferry::ssh {

/// How much we may still send on a channel (RFC 4254 section 5.2).
class SendWindow {
 public:
  explicit SendWindow(std::uint32_t size = 0) : left_(size) {}

  [[nodiscard]] std::uint32_t left() const { return left_; }
  /// `size` is at most `left()`.
  void spend(std::uint32_t size) { left_ -= size; }
  /// False when the window would pass 2^32-1, which RFC 4254 section 5.2 forbids.
  [[nodiscard]] bool grow(std::uint32_t by) {
    if (by > std::numeric_limits<std::uint32_t>::max() - left_) return false;
    left_ += by;
    return true;
  }

 private:
  std::uint32_t left_;
};

/// How much the peer may still send on a channel. Every byte of its size is in one of three places: the peer
/// may send it, the program holds it, or it was consumed and will be given back with the next adjustment.
class ReceiveWindow {
 public:
  explicit ReceiveWindow(std::uint32_t size = 0) : size_(size), left_(size) {}

  [[nodiscard]] std::uint32_t left() const { return left_; }
  /// Bytes that the program has and did not report as consumed.
  [[nodiscard]] std::uint32_t held() const { return held_; }

  /// Data has arrived; false when it is more than the peer was allowed.
  [[nodiscard]] bool take(std::size_t size) {
    if (size > left_) return false;
    left_ -= static_cast<std::uint32_t>(size);
    held_ += static_cast<std::uint32_t>(size);
    return true;
  }
  /// The program has consumed `size` of the bytes it holds.
  void consume(std::size_t size) {
    const auto taken = static_cast<std::uint32_t>(std::min<std::size_t>(size, held_));
    held_ -= taken;
    owed_ += taken;
  }
  /// What to give back to the peer now: nothing until a quarter of the window has been consumed, so that
  /// adjustments are few and the peer never stands still for want of one.
  [[nodiscard]] std::uint32_t adjustment() {
    if (owed_ == 0 || owed_ < size_ / 4) return 0;
    const std::uint32_t given = owed_;
    owed_ = 0;
    left_ += given;
    return given;
  }

 private:
  std::uint32_t size_;
  std::uint32_t left_;
  std::uint32_t held_ = 0;
  std::uint32_t owed_ = 0;
};

}  // namespace ferry::ssh
