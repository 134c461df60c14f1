#include "device/rollbacks.h"

#include <algorithm>
#include <utility>

#include "commands/confirmed_change.h"
#include "commands/replace.h"
#include "log/catalogue.h"

namespace ferry::device {
namespace {

/// How long before the time is over everyone is warned.
constexpr auto warning_time = std::chrono::minutes{1};

constexpr std::string_view warning =
    "\nRollback Confirmed Change: Rollback will begin in one minute.\n"
    "Enter \"configure confirm\" if you wish to keep what you've configured\n";

}  // namespace

struct Rollbacks::Alarm {
  Alarm(net::EventLoop& on, commands::Services& with) : loop(on), services(with), changed(on) {}
  net::EventLoop& loop;
  commands::Services& services;
  net::Notifier changed;
};

void Rollbacks::run_on(net::EventLoop& loop, commands::Services& services) {
  auto alarm = std::make_shared<Alarm>(loop, services);
  {
    const std::lock_guard lock{mutex_};
    alarm_ = alarm;
  }
  loop.spawn(keep_time(std::move(alarm)));
}

void Rollbacks::stop() {
  const std::lock_guard lock{mutex_};
  alarm_.reset();
}

bool Rollbacks::start(Plan plan) {
  {
    const std::lock_guard lock{mutex_};
    if (change_) return false;
    change_ = Change{.plan = std::move(plan), .since = clock_.now()};
  }
  changed();
  return true;
}

bool Rollbacks::restart(Kind kind, std::chrono::minutes after, WallTime configured) {
  {
    const std::lock_guard lock{mutex_};
    if (!change_ || change_->is_claimed) return false;
    change_->plan.kind = kind;
    change_->plan.after = after;
    change_->plan.configured = configured;
    change_->since = clock_.now();
    change_->is_warned = false;
  }
  changed();
  return true;
}

std::optional<commands::RollbackTimer::Plan> Rollbacks::pending() const {
  const std::lock_guard lock{mutex_};
  return change_ ? std::optional{change_->plan} : std::nullopt;
}

std::optional<commands::RollbackTimer::Plan> Rollbacks::claim() {
  const std::lock_guard lock{mutex_};
  if (!change_ || std::exchange(change_->is_claimed, true)) return std::nullopt;
  return change_->plan;
}

void Rollbacks::finish() {
  {
    const std::lock_guard lock{mutex_};
    change_.reset();
  }
  changed();
}

void Rollbacks::changed() {
  const std::lock_guard lock{mutex_};
  if (const auto alarm = alarm_.lock()) alarm->loop.post([alarm] { alarm->changed.notify(); });
}

// Called with the lock.
TimePoint Rollbacks::deadline() const {
  return change_->since + change_->plan.after;
}

bool Rollbacks::is_over() const {
  const std::lock_guard lock{mutex_};
  return change_ && !change_->is_claimed && clock_.now() >= deadline();
}

// Where the typist has gone the last key that was seen counts.
void Rollbacks::follow_keys() {
  const auto seated = typists_.list();
  const std::lock_guard lock{mutex_};
  if (!change_ || change_->plan.kind != Kind::idle) return;
  const auto typist = std::ranges::find(seated, change_->plan.line, &commands::Typist::line);
  if (typist == seated.end() || typist->last_input <= change_->since) return;
  change_->since = typist->last_input;
  change_->is_warned = change_->is_warned && clock_.now() >= deadline() - warning_time;
}

TimePoint Rollbacks::next_moment() {
  const std::lock_guard lock{mutex_};
  if (!change_ || change_->is_claimed) return TimePoint::max();
  return change_->is_warned ? deadline() : deadline() - warning_time;
}

std::optional<commands::RollbackTimer::Plan> Rollbacks::plan_to_warn_of() {
  const std::lock_guard lock{mutex_};
  if (!change_ || change_->is_claimed || change_->is_warned) return std::nullopt;
  if (clock_.now() < deadline() - warning_time) return std::nullopt;
  change_->is_warned = true;
  return change_->plan;
}

void Rollbacks::warn(const Plan& plan, log::Log& log) {
  log::rollback_warning(log, plan.backup);
  typists_.send(std::nullopt, warning);
}

net::Task<void> Rollbacks::keep_time(std::shared_ptr<Alarm> alarm) {
  for (;;) {
    follow_keys();
    if (const auto plan = plan_to_warn_of()) warn(*plan, alarm->services.log);
    if (is_over()) co_await take_back(alarm->services);
    const TimePoint next = next_moment();
    co_await alarm->changed.wait_until(next);
  }
}

net::Task<void> Rollbacks::take_back(commands::Services& services) {
  const auto plan = claim();
  if (!plan) co_return;
  co_await services.offload.run([&] { commands::roll_back(services, *plan); });
  finish();
  typists_.send(std::nullopt, "\n" + commands::rolled_back(*plan));
}

}  // namespace ferry::device
