#include "aaa/delay.h"

namespace ferry::aaa {

Duration failed_login_delay(Duration elapsed) {
  // Nobody waits for minutes of doublings; whatever took that long hides nothing.
  constexpr Duration longest_step = std::chrono::minutes{5};
  if (elapsed > longest_step) return Duration::zero();
  Duration until = minimum_failed_login_time;
  while (until < elapsed) until *= 2;
  return until - elapsed;
}

}  // namespace ferry::aaa
