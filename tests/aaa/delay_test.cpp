#include "aaa/delay.h"

#include <gtest/gtest.h>

namespace ferry::aaa {
namespace {

using namespace std::chrono_literals;

TEST(FailedLoginDelay, FillsUpToTheMinimumOrItsNextDoubling) {
  struct Row {
    Duration elapsed;
    Duration delay;
  };
  constexpr Row rows[] = {
      {0ms, 300ms},   {1ms, 299ms},  {299ms, 1ms},     {300ms, 0ms}, {301ms, 299ms}, {600ms, 0ms},
      {601ms, 599ms}, {2400ms, 0ms}, {2401ms, 2399ms}, {6min, 0ms},  {-1ms, 301ms},
  };
  for (const Row& row : rows) EXPECT_EQ(failed_login_delay(row.elapsed), row.delay) << row.elapsed.count();
}

TEST(FailedLoginDelay, EndsForEveryLength) {
  EXPECT_EQ(failed_login_delay(Duration::max()), Duration::zero());
}

}  // namespace
}  // namespace ferry::aaa
