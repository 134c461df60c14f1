#include "log/stamp.h"

#include <fmt/format.h>

#include <utility>

#include "log/calendar.h"

namespace ferry::log {
namespace {

std::string date_text(const Stamp& stamp, WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  std::string text = fmt::format("*{} {:2} ", month_name(date.month()), static_cast<unsigned>(date.day()));
  if (stamp.year) text += fmt::format("{} ", static_cast<int>(date.year()));
  text += fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                      clock.seconds().count());
  if (stamp.milliseconds) text += fmt::format(".{:03}", clock.subseconds().count());
  if (stamp.timezone) text += " UTC";
  return text;
}

}  // namespace

std::string stamp_text(const Stamp& stamp, const Moment& moment) {
  switch (stamp.kind) {
    case Stamp::Kind::none:
      return {};
    case Stamp::Kind::uptime:
      return uptime_text(moment.uptime) + ": ";
    case Stamp::Kind::datetime:
      return date_text(stamp, moment.time) + ": ";
  }
  std::unreachable();
}

std::string uptime_text(Duration uptime) {
  using namespace std::chrono;
  constexpr int hours_of_day = 24;
  constexpr int days_of_week = 7;
  constexpr int weeks_of_year = 52;
  const auto total = duration_cast<hours>(uptime).count();
  const auto all_days = total / hours_of_day;
  const auto all_weeks = all_days / days_of_week;
  const auto all_years = all_weeks / weeks_of_year;
  if (all_years > 0) return fmt::format("{}y{}w", all_years, all_weeks % weeks_of_year);
  if (all_weeks > 0) return fmt::format("{}w{}d", all_weeks, all_days % days_of_week);
  if (all_days > 0) return fmt::format("{}d{:02}h", all_days, total % hours_of_day);
  const hh_mm_ss clock{duration_cast<seconds>(uptime)};
  return fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace ferry::log
