#pragma once

#include "base/random.h"

namespace ferry::crypto {

/// OpenSSL's generator. Safe to share between threads.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes into) override;
};

}  // namespace ferry::crypto
