#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/questions.h"
#include "commands/save.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using std::chrono::minutes;

constexpr std::string_view usual_reason = "Reload Command";
/// 999 hours and 59 minutes, the longest that can be typed.
constexpr std::uint64_t most_minutes = 59999;

/// "admin on vty0 (10.1.1.1)", or "console".
std::string described(const Identity& who) {
  if (who.on_console()) return "console";
  return fmt::format("{} on vty{} ({})", printable(who.user), who.line, who.address);
}

bool is_unsaved(const ConfigurationHistory& history) {
  const auto change = history.last_change();
  const auto save = history.last_save();
  return change && (!save || change->time > save->time);
}

/// "5:30" as hours and minutes, "5" as minutes.
std::optional<minutes> parse_delay(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto hours = colon == std::string_view::npos ? 0 : to_number(text.substr(0, colon));
  const auto rest = to_number(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!hours || !rest || *hours > most_minutes / 60 || *rest > most_minutes) return std::nullopt;
  if (colon != std::string_view::npos && *rest >= 60) return std::nullopt;
  return minutes{static_cast<int>(*hours * 60 + *rest)};
}

bool is_delay(std::string_view text) {
  const auto delay = parse_delay(text);
  return delay && delay->count() > 0;
}

/// "14:30"
std::optional<minutes> parse_time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto hour = to_number(text.substr(0, colon));
  const auto minute = to_number(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes{static_cast<int>(*hour * 60 + *minute)};
}

bool is_time_of_day(std::string_view text) {
  return parse_time_of_day(text).has_value();
}

// Today, or tomorrow if that time has passed.
WallTime next_time_of_day(WallTime now, minutes time_of_day) {
  const WallTime today = std::chrono::floor<std::chrono::days>(now) + time_of_day;
  return today > now ? today : today + std::chrono::days{1};
}

/// "in 5 minutes", "in 2 hours and 1 minute"
std::string described_delay(minutes delay) {
  const auto hours = delay.count() / 60;
  const auto rest = delay.count() % 60;
  const auto plural = [](auto count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (hours == 0) return plural(rest, "minute");
  if (rest == 0) return plural(hours, "hour");
  return plural(hours, "hour") + " and " + plural(rest, "minute");
}

std::string described(const Reloader::Plan& plan, WallTime now) {
  const auto left = std::chrono::round<minutes>(plan.at - now);
  return fmt::format("Reload scheduled for {} (in {}) by {}\nReload reason: {}\n", date_and_time(plan.at),
                     described_delay(left), plan.by, plan.reason);
}

net::Task<Status> refuse(Session& session, std::string text) {
  co_await session.write(std::move(text));
  co_return Status::failed;
}

/// The questions before a reload; false if it is not wanted after all.
net::Task<bool> agrees(Session& session) {
  if (is_unsaved(session.services().history)) {
    const auto save =
        co_await ask_yes_or_no(session, "System configuration has been modified. Save? [yes/no]: ");
    if (!save) co_return false;
    if (*save) {
      const Status saved = co_await save_configuration(session);
      if (saved != Status::done) co_return false;
    }
  }
  co_return true;
}

net::Task<Status> plan_reload(Session& session, Reloader::Plan plan, bool is_now) {
  if (session.dialog() == nullptr) {
    co_return co_await refuse(session,
                              "%Error: nobody can be asked to confirm here; log in and type reload\n");
  }
  const bool agreed = co_await agrees(session);
  if (!agreed) co_return Status::failed;
  const WallTime now = session.services().clock.wall_now();
  if (!is_now) co_await session.write("\n" + described(plan, now));
  const bool confirmed = co_await session.dialog()->confirm("Proceed with reload? [confirm]");
  if (!confirmed) co_return Status::failed;
  session.services().reloader.schedule(std::move(plan));
  co_return Status::done;
}

net::Task<Status> reload(Session& session, Match match) {
  const WallTime now = session.services().clock.wall_now();
  const std::string reason = match.text("reason");
  Reloader::Plan plan{.at = now,
                      .reason = reason.empty() ? std::string{usual_reason} : printable(reason),
                      .by = described(session.identity())};
  const bool is_now = !match.has("in") && !match.has("at");
  if (match.has("in")) plan.at = now + *parse_delay(match.text("delay"));
  if (match.has("at")) plan.at = next_time_of_day(now, *parse_time_of_day(match.text("time")));
  co_return co_await plan_reload(session, std::move(plan), is_now);
}

net::Task<Status> cancel_reload(Session& session, Match) {
  if (session.services().reloader.cancel()) co_return Status::done;
  co_return co_await refuse(session, "%Error: no reload is scheduled\n");
}

net::Task<Status> show_reload(Session& session, Match) {
  const auto plan = session.services().reloader.planned();
  const WallTime now = session.services().clock.wall_now();
  co_await session.write(plan ? described(*plan, now) : "No reload is scheduled.\n");
  co_return Status::done;
}

Path reload_word() {
  return word("reload", "Start the device anew");
}
Path reason() {
  return maybe(rest("reason", "Why, for the log"));
}

}  // namespace

const CommandTable& reload_table() {
  static const CommandTable table{
      action(reload_word()).runs(reload),
      action(reload_word() / word("in", "After some time") /
             text("delay", "Minutes, or hours and minutes as hhh:mm", is_delay) / reason())
          .runs(reload),
      action(reload_word() / word("at", "At a time of the day") /
             text("time", "Hours and minutes as hh:mm", is_time_of_day) / reason())
          .runs(reload),
      action(reload_word() / word("reason", "Say why") / rest("reason", "Why, for the log")).runs(reload),
      action(reload_word() / word("cancel", "Forget the reload that is planned")).runs(cancel_reload),
      action(show_word() / word("reload", "The reload that is planned"))
          .needs(privilege::user)
          .runs(show_reload),
  };
  return table;
}

}  // namespace ferry::commands
