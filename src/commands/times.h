#pragma once

#include <string>

#include "base/clock.h"

namespace ferry::commands {

// Dates and times as IOS writes them, in UTC.

/// "17:30:20 UTC Sat Dec 27 2025"
[[nodiscard]] std::string date_and_time(WallTime time);
/// "17:30:20.347 UTC Sat Dec 27 2025"
[[nodiscard]] std::string precise_time(WallTime time);
/// "17:30:20 UTC Dec 27 2025"
[[nodiscard]] std::string key_date(WallTime time);
/// "Dec 27 2025 17:30:20 +00:00"
[[nodiscard]] std::string file_date(WallTime time);
/// "Sat 27-Dec-25 17:30"
[[nodiscard]] std::string image_date(WallTime time);
/// "Dec-27-17-30-20.347-UTC", as a part of a file name
[[nodiscard]] std::string file_name_time(WallTime time);
/// "1 week, 3 days, 16 hours, 11 minutes"
[[nodiscard]] std::string spelled_duration(Duration duration);
/// "00:04:18"
[[nodiscard]] std::string clock_duration(Duration duration);

}  // namespace ferry::commands
