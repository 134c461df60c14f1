#pragma once

#include <utility>

#include "vfs/system_calls.h"

namespace ferry::vfs {

/// An open file descriptor that closes itself. The calls must outlive it.
class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(SystemCalls& calls, int number) : calls_(&calls), number_(number) {}
  Descriptor(Descriptor&& other) noexcept
      : calls_(std::exchange(other.calls_, nullptr)), number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(calls_, other.calls_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) calls_->close(number_);
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  SystemCalls* calls_ = nullptr;
  int number_ = -1;
};

}  // namespace ferry::vfs
