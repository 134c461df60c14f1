#include "device/processor_meter.h"

#include <gtest/gtest.h>

namespace ferry::device {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{};

TEST(ProcessorMeter, ShowsNothingBeforeItHasMeasured) {
  const ProcessorMeter meter{start};
  EXPECT_EQ(meter.averages().five_seconds, 0);
}

TEST(ProcessorMeter, BeginsEveryAverageWithTheFirstMeasurement) {
  ProcessorMeter meter{start};
  meter.measure(start + 5s, {.in_program = 1500ms, .in_kernel = 1s});
  EXPECT_DOUBLE_EQ(meter.averages().five_seconds, 0.5);
  EXPECT_DOUBLE_EQ(meter.averages().kernel, 0.2);
  EXPECT_DOUBLE_EQ(meter.averages().one_minute, 0.5);
  EXPECT_DOUBLE_EQ(meter.averages().five_minutes, 0.5);
}

TEST(ProcessorMeter, CountsWhatWasUsedSinceTheLastMeasurement) {
  ProcessorMeter meter{start};
  meter.measure(start + 5s, {.in_program = 5s, .in_kernel = 0s});
  meter.measure(start + 10s, {.in_program = 5s, .in_kernel = 1s});
  EXPECT_DOUBLE_EQ(meter.averages().five_seconds, 0.2);
  EXPECT_DOUBLE_EQ(meter.averages().kernel, 0.2);
}

TEST(ProcessorMeter, ForgetsABusyTimeTheSoonerTheShorterTheAverage) {
  ProcessorMeter meter{start};
  meter.measure(start + 5s, {.in_program = 5s, .in_kernel = 0s});
  for (int count = 2; count <= 13; ++count)
    meter.measure(start + count * 5s, {.in_program = 5s, .in_kernel = 0s});
  EXPECT_EQ(meter.averages().five_seconds, 0);
  EXPECT_NEAR(meter.averages().one_minute, 0.368, 0.001);
  EXPECT_NEAR(meter.averages().five_minutes, 0.819, 0.001);
}

TEST(ProcessorMeter, LeavesOutAMeasurementWithoutTime) {
  ProcessorMeter meter{start};
  meter.measure(start, {.in_program = 5s, .in_kernel = 0s});
  EXPECT_EQ(meter.averages().five_seconds, 0);
}

}  // namespace
}  // namespace ferry::device
