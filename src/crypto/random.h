#pragma once

#include "base/random.h"
#include "base/secret.h"

namespace ferry::crypto {

/// OpenSSL's generator. Safe to share between threads.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes into) override;
};

/// `size` bytes of `random` that are wiped when they are no longer needed.
[[nodiscard]] Secret draw_secret(Random& random, std::size_t size);

}  // namespace ferry::crypto
