#include "commands/times.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "log/calendar.h"

namespace ferry::commands {
namespace {

struct Calendar {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> time;

  explicit Calendar(WallTime at) : Calendar(at, std::chrono::floor<std::chrono::days>(at)) {}
  Calendar(WallTime at, std::chrono::sys_days day)
      : date(day), weekday(day), time(std::chrono::floor<std::chrono::milliseconds>(at - day)) {}

  [[nodiscard]] std::string clock() const {
    return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                       time.seconds().count());
  }
  [[nodiscard]] std::string_view month() const { return log::month_name(date.month()); }
  [[nodiscard]] unsigned day() const { return static_cast<unsigned>(date.day()); }
  [[nodiscard]] int year() const { return static_cast<int>(date.year()); }
  [[nodiscard]] std::string_view day_name() const { return log::weekday_name(weekday); }
};

std::string counted(std::int64_t count, std::string_view unit) {
  return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

}  // namespace

std::string date_and_time(WallTime time) {
  const Calendar at{time};
  return fmt::format("{} UTC {} {} {} {}", at.clock(), at.day_name(), at.month(), at.day(), at.year());
}

std::string precise_time(WallTime time) {
  const Calendar at{time};
  return fmt::format("{}.{:03} UTC {} {} {} {}", at.clock(), at.time.subseconds().count(), at.day_name(),
                     at.month(), at.day(), at.year());
}

std::string key_date(WallTime time) {
  const Calendar at{time};
  return fmt::format("{} UTC {} {} {}", at.clock(), at.month(), at.day(), at.year());
}

std::string file_date(WallTime time) {
  const Calendar at{time};
  return fmt::format("{} {} {} {} +00:00", at.month(), at.day(), at.year(), at.clock());
}

std::string image_date(WallTime time) {
  const Calendar at{time};
  return fmt::format("{} {:02}-{}-{:02} {:02}:{:02}", at.day_name(), at.day(), at.month(), at.year() % 100,
                     at.time.hours().count(), at.time.minutes().count());
}

std::string file_name_time(WallTime time) {
  const Calendar at{time};
  return fmt::format("{}-{:02}-{:02}-{:02}-{:02}.{:03}-UTC", at.month(), at.day(), at.time.hours().count(),
                     at.time.minutes().count(), at.time.seconds().count(), at.time.subseconds().count());
}

std::string spelled_duration(Duration duration) {
  using namespace std::chrono;
  const auto total = duration_cast<minutes>(duration).count();
  constexpr std::int64_t per_hour = 60;
  constexpr std::int64_t per_day = 24 * per_hour;
  constexpr std::int64_t per_week = 7 * per_day;
  constexpr std::int64_t per_year = 52 * per_week;
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view unit) {
    if (count != 0) text += counted(count, unit) + ", ";
  };
  add(total / per_year, "year");
  add(total % per_year / per_week, "week");
  add(total % per_week / per_day, "day");
  add(total % per_day / per_hour, "hour");
  return text + counted(total % per_hour, "minute");
}

std::string clock_duration(Duration duration) {
  const auto total = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  return fmt::format("{:02}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

}  // namespace ferry::commands
