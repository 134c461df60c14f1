#pragma once

#include <array>
#include <chrono>
#include <string_view>

namespace ferry::log {

/// "Jan" to "Dec", in English whatever the locale: programs parse our lines.
[[nodiscard]] constexpr std::string_view month_name(std::chrono::month month) {
  constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return names[static_cast<unsigned>(month) - 1];
}

/// "Sun" to "Sat".
[[nodiscard]] constexpr std::string_view weekday_name(std::chrono::weekday day) {
  constexpr std::array<std::string_view, 7> names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return names[day.c_encoding()];
}

}  // namespace ferry::log
