#include "device/processor_meter.h"

#include <cmath>

namespace ferry::device {
namespace {

using Seconds = std::chrono::duration<double>;

// What was counts less and less, as it does in IOS: after the length of the average, a third of it is left.
double decayed(double average, double now, Seconds passed, Seconds length) {
  const double weight = std::exp(-passed / length);
  return average * weight + now * (1 - weight);
}

}  // namespace

void ProcessorMeter::measure(TimePoint now, Used used) {
  const Seconds passed = now - measured_at_;
  if (passed <= Seconds{0}) return;
  const Seconds kernel = used.in_kernel - used_.in_kernel;
  const Seconds all = kernel + Seconds{used.in_program - used_.in_program};
  measured_at_ = now;
  used_ = used;
  averages_.five_seconds = all / passed;
  averages_.kernel = kernel / passed;
  if (!has_measured_) {
    averages_.one_minute = averages_.five_minutes = averages_.five_seconds;
    has_measured_ = true;
    return;
  }
  averages_.one_minute =
      decayed(averages_.one_minute, averages_.five_seconds, passed, std::chrono::minutes{1});
  averages_.five_minutes =
      decayed(averages_.five_minutes, averages_.five_seconds, passed, std::chrono::minutes{5});
}

}  // namespace ferry::device
