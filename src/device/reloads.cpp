#include "device/reloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "log/catalogue.h"

namespace ferry::device {
namespace {

using std::chrono::seconds;

/// How long before the time everyone is warned, the last one first.
constexpr std::array<seconds, 6> warnings = {seconds{60},   seconds{300},  seconds{900},
                                             seconds{1800}, seconds{3600}, seconds{7200}};

std::string warning(seconds left) {
  constexpr auto in_hour = 3600;
  constexpr auto in_minute = 60;
  return fmt::format("\n\n\n***\n*** --- SHUTDOWN in {}:{:02}:{:02} ---\n***\n", left.count() / in_hour,
                     left.count() % in_hour / in_minute, left.count() % in_minute);
}

/// The next moment at which something has to be said or done when so much time is left.
seconds until_next(seconds left) {
  seconds next = left;
  for (const seconds before : warnings) {
    if (before < left) next = std::min(next, left - before);
  }
  return next;
}

}  // namespace

struct Reloads::Alarm {
  explicit Alarm(net::EventLoop& on) : loop(on), changed(on) {}
  net::EventLoop& loop;
  net::Notifier changed;
};

void Reloads::run_on(net::EventLoop& loop) {
  auto alarm = std::make_shared<Alarm>(loop);
  {
    const std::lock_guard lock{mutex_};
    alarm_ = alarm;
  }
  loop.spawn(keep_time(std::move(alarm)));
}

void Reloads::stop() {
  const std::lock_guard lock{mutex_};
  alarm_.reset();
}

void Reloads::schedule(Plan plan) {
  const auto left = std::chrono::round<seconds>(plan.at - with_.clock.wall_now());
  {
    const std::lock_guard lock{mutex_};
    plan_ = std::move(plan);
  }
  if (left > seconds{0}) warn(left);
  changed();
}

bool Reloads::cancel() {
  {
    const std::lock_guard lock{mutex_};
    if (!std::exchange(plan_, std::nullopt)) return false;
  }
  with_.typists.send(std::nullopt, "\n\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n");
  changed();
  return true;
}

std::optional<commands::Reloader::Plan> Reloads::planned() const {
  const std::lock_guard lock{mutex_};
  return plan_;
}

void Reloads::changed() {
  const std::lock_guard lock{mutex_};
  if (const auto alarm = alarm_.lock()) alarm->loop.post([alarm] { alarm->changed.notify(); });
}

net::Task<void> Reloads::keep_time(std::shared_ptr<Alarm> alarm) {
  for (;;) {
    const auto plan = planned();
    const auto left = plan ? std::chrono::ceil<seconds>(plan->at - with_.clock.wall_now()) : seconds{0};
    if (plan && left <= seconds{0}) {
      log::reload(with_.log, plan->by, plan->reason);
      if (with_.restart) with_.restart(*plan);
      co_return;
    }
    const TimePoint next = plan ? with_.clock.now() + until_next(left) : TimePoint::max();
    const bool is_new = co_await alarm->changed.wait_until(next);
    const auto now_left = plan ? std::chrono::round<seconds>(plan->at - with_.clock.wall_now()) : seconds{0};
    if (!is_new && std::ranges::find(warnings, now_left) != warnings.end()) warn(now_left);
  }
}

void Reloads::warn(seconds left) {
  with_.typists.send(std::nullopt, warning(left));
}

}  // namespace ferry::device
