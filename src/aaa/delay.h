#pragma once

#include <chrono>

#include "base/clock.h"

namespace ferry::aaa {

/// A refused login is answered no sooner than this after it was asked for: longer than any check takes on an
/// idle machine, so that its duration says nothing about the user, and short enough for somebody who
/// mistyped.
inline constexpr Duration minimum_failed_login_time = std::chrono::milliseconds{300};

/// How much longer to hold a refusal back that was decided after `elapsed`: until the minimum, or the least
/// doubling of it that has not passed yet. A loaded machine thus shows coarse steps, too, and not how long
/// the check took.
[[nodiscard]] Duration failed_login_delay(Duration elapsed);

}  // namespace ferry::aaa
