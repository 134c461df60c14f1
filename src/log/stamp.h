#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace ferry::log {

/// What stands in front of a line to say when it was logged: `service timestamps`.
struct Stamp {
  enum class Kind : std::uint8_t { none, uptime, datetime };
  Kind kind = Kind::datetime;
  bool milliseconds = true;
  bool timezone = false;
  bool year = false;
  bool operator==(const Stamp&) const = default;
};

/// When something was logged, on both clocks.
struct Moment {
  WallTime time{};
  Duration uptime{};
};

/// "*Nov 23 10:11:12.345: " or "00:04:18: ", or nothing. The asterisk is the IOS mark of a clock that nobody
/// vouches for: our time is the machine's, and whether that one is set right is not ours to know. The
/// device's clock runs in UTC.
[[nodiscard]] std::string stamp_text(const Stamp& stamp, const Moment& moment);

/// "00:04:18" in the first day, then "4d06h", "2w3d", "1y5w", as IOS shortens it.
[[nodiscard]] std::string uptime_text(Duration uptime);

}  // namespace ferry::log
