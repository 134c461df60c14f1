#pragma once

#include "base/clock.h"

namespace ferry::device {

/// Makes averages of how busy the process is from what it has used so far, measured every `period`. Sans-IO.
class ProcessorMeter {
 public:
  static constexpr auto period = std::chrono::seconds{5};

  /// Processor time since the start, over all threads.
  struct Used {
    Duration in_program{};
    Duration in_kernel{};
  };
  /// Shares of one processor; several that are busy make more than 1.
  struct Averages {
    double five_seconds = 0, one_minute = 0, five_minutes = 0;
    double kernel = 0;  // the part of the five seconds
  };

  explicit ProcessorMeter(TimePoint now) : measured_at_(now) {}
  void measure(TimePoint now, Used used);
  [[nodiscard]] const Averages& averages() const { return averages_; }

 private:
  TimePoint measured_at_;
  Used used_{};
  bool has_measured_ = false;
  Averages averages_;
};

}  // namespace ferry::device
