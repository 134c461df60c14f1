#pragma once

#include "base/clock.h"

namespace ferry::testing {

/// A clock that stands still until a test moves it. Starts at 2026-01-01 00:00:00 UTC.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  [[nodiscard]] WallTime wall_now() const override { return wall_; }
  void advance(Duration by) {
    now_ += by;
    wall_ += std::chrono::duration_cast<WallTime::duration>(by);
  }

 private:
  /// Far ahead of any real clock, so that no timer of a test ever fires by itself.
  TimePoint now_{std::chrono::hours{1'000'000}};
  WallTime wall_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
};

}  // namespace ferry::testing
