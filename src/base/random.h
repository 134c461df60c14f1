#pragma once

#include "base/bytes.h"

namespace ferry {

/// Where randomness comes from. `crypto::SystemRandom` is the real one; tests pass a fixed one.
/// An implementation says itself whether it may be shared between threads.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes into) = 0;
};

}  // namespace ferry
