#include "commands/confirmed_change.h"

#include <fmt/format.h>

#include "base/text.h"
#include "commands/configure_words.h"
#include "commands/confirmed_startup.h"
#include "commands/exec_words.h"
#include "commands/file_output.h"
#include "commands/replace.h"
#include "commands/tables.h"
#include "commands/times.h"
#include "commands/versions.h"
#include "log/catalogue.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

using namespace cli;
using Kind = RollbackTimer::Kind;

constexpr std::string_view none_pending = "%No Rollback Confirmed Change pending\n";

net::Task<Status> refuse(Session& session, std::string text) {
  co_await session.write(std::move(text));
  co_return Status::failed;
}

void log_schedule(Services& services, const RollbackTimer::Plan& plan) {
  const auto clock = plan.kind == Kind::idle ? log::RollbackClock::idle : log::RollbackClock::absolute;
  log::rollback_scheduled(services.log, plan.user, plan.backup, clock, plan.after);
}

net::Task<Status> confirm(Session& session, Match) {
  Services& services = session.services();
  RollbackTimer& timer = services.versions.timer;
  if (!timer.claim()) co_return co_await refuse(session, std::string{none_pending});
  const auto forgotten =
      co_await services.offload.run([&] { return forget_confirmed_startup(services.files); });
  timer.finish();
  log::rollback_confirmed(services.log, user_or_console(session));
  if (forgotten) co_return Status::done;
  co_return co_await file_error(session, "deleting", "nvram:/confirmed-startup-config", forgotten.error());
}

net::Task<Status> revert_now(Session& session, Match) {
  Services& services = session.services();
  RollbackTimer& timer = services.versions.timer;
  const auto plan = timer.claim();
  if (!plan) co_return co_await refuse(session, std::string{none_pending});
  co_await services.offload.run([&] { roll_back(services, *plan); });
  timer.finish();
  co_await session.write(rolled_back(*plan));
  co_return Status::done;
}

net::Task<Status> revert_later(Session& session, Match match) {
  Services& services = session.services();
  const Kind kind = match.has("idle") ? Kind::idle : Kind::absolute;
  const std::chrono::minutes after{*match.number("minutes")};
  RollbackTimer& timer = services.versions.timer;
  if (!timer.restart(kind, after, services.clock.wall_now())) {
    co_return co_await refuse(session, std::string{none_pending});
  }
  if (const auto plan = timer.pending()) log_schedule(services, *plan);
  co_return Status::done;
}

net::Task<Status> show_timer(Session& session, Match) {
  const auto plan = session.services().versions.timer.pending();
  if (!plan) {
    co_await session.write(std::string{none_pending});
    co_return Status::done;
  }
  co_await session.write(fmt::format(
      "Time configured(or reconfigured): {}\nTimer type: {} timer\nTimer value: {} min\nUser: {}\n",
      date_and_time(plan->configured), plan->kind == Kind::idle ? "idle" : "absolute", plan->after.count(),
      printable(plan->user)));
  co_return Status::done;
}

}  // namespace

std::string rolled_back(const RollbackTimer::Plan& plan) {
  return fmt::format("Rollback Confirmed Change: rolling to:{}\n\nTotal number of passes: 1\nRollback Done\n",
                     printable(plan.backup));
}

ConfigurationLog::Who who_configures(const Session& session) {
  return {.line = session.identity().line_id(), .user = session.identity().user};
}

std::string user_or_console(const Session& session) {
  const std::string& user = session.identity().user;
  return user.empty() ? "console" : user;
}

net::Task<std::optional<RollbackTimer::Plan>> prepare_confirmed_change(Session& session,
                                                                       ConfirmedChange change) {
  Services& services = session.services();
  if (const auto pending = services.versions.timer.pending()) {
    co_await session.write(fmt::format(
        "%Rollback Confirmed Change of {} is pending: type configure confirm or configure revert now first\n",
        printable(pending->user)));
    co_return std::nullopt;
  }
  const auto before = services.running.snapshot();
  const std::string path = transfer::masked(before->archive.path);
  const auto saved = co_await services.versions.archive.save(services);
  if (!saved) {
    co_await file_error(session, "writing", path, saved.error());
    co_return std::nullopt;
  }
  log::rollback_backup(services.log, *saved);
  co_await session.write(fmt::format("Rollback Confirmed Change: Backing up current running config to {}\n\n",
                                     printable(*saved)));
  co_return RollbackTimer::Plan{.kind = change.kind,
                                .after = change.after,
                                .configured = services.clock.wall_now(),
                                .user = user_or_console(session),
                                .line = session.identity().line_id(),
                                .backup = *saved,
                                .before = before};
}

void start_confirmed_change(Services& services, RollbackTimer::Plan plan) {
  log_schedule(services, plan);
  services.versions.timer.start(std::move(plan));
}

const CommandTable& confirmed_change_table() {
  static const CommandTable table{
      action(configure_word() / word("confirm", "Keep what was changed since the timer began")).runs(confirm),
      action(configure_word() / revert_word() / word("now", "Take it back at once")).runs(revert_now),
      action(configure_word() / revert_word() /
             one_of(word("timer", "So long from now"), word("idle", "After so long without a key")) /
             rollback_minutes())
          .runs(revert_later),
      action(show_archive_words() / word("rollback", "Changes that wait to be confirmed") /
             word("timer", "When they are taken back"))
          .runs(show_timer),
  };
  return table;
}

}  // namespace ferry::commands
