#pragma once

#include "base/random.h"

namespace ferry::testing {

/// The same bytes in every run: a counter through a small mixing function. Not random at all.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::uint64_t seed = 1) : state_(seed) {}
  void fill(MutableBytes into) override {
    for (Byte& byte : into) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<Byte>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace ferry::testing
