#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "workstation/progress_line.h"

namespace ferry::workstation {

/// How far the file is that is being copied, told by whoever copies and asked by whoever shows it. Safe to
/// use from any thread.
class Meter {
 public:
  explicit Meter(const Clock& clock) : clock_(clock) {}

  /// A file begins; `resumed_at` is how much of it was there already.
  void begin(std::string name, std::optional<std::uint64_t> total, std::uint64_t resumed_at = 0);
  void add(std::uint64_t bytes);
  /// The file is whole.
  void finish();
  /// The file will not be.
  void fail();

  /// The file that is being copied, if one is.
  [[nodiscard]] std::optional<CopyState> current();
  /// Those that have become whole since the last call.
  [[nodiscard]] std::vector<CopyState> take_finished();

 private:
  struct Sample {
    TimePoint at;
    std::uint64_t done = 0;
  };
  void measure(TimePoint now);

  const Clock& clock_;
  std::mutex mutex_;
  std::optional<CopyState> current_;
  TimePoint started_{};
  std::vector<Sample> samples_;  // of the last seconds, the oldest first
  std::vector<CopyState> finished_;
};

}  // namespace ferry::workstation
