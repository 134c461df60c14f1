#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "commands/rollback_timer.h"
#include "commands/services.h"
#include "net/event_loop.h"
#include "net/notifier.h"

namespace ferry::device {

/// The change that waits for `configure confirm`: keeps its time, warns everyone at a prompt, and takes it
/// back. Safe to use from any thread.
class Rollbacks final : public commands::RollbackTimer {
 public:
  Rollbacks(const Clock& clock, commands::Typists& typists) : clock_(clock), typists_(typists) {}

  /// Keeps the time on `loop`, which outlives every call of `start`; takes back by `services`.
  void run_on(net::EventLoop& loop, commands::Services& services);
  /// Lets go of the loop, which has stopped.
  void stop();

  bool start(Plan plan) override;
  bool restart(Kind kind, std::chrono::minutes after, WallTime configured) override;
  [[nodiscard]] std::optional<Plan> pending() const override;
  std::optional<Plan> claim() override;
  void finish() override;

 private:
  struct Alarm;
  /// A plan with the time from which it counts.
  struct Change {
    Plan plan;
    TimePoint since;
    bool is_claimed = false;
    bool is_warned = false;
  };

  net::Task<void> keep_time(std::shared_ptr<Alarm> alarm);
  net::Task<void> take_back(commands::Services& services);
  /// When there is something to do next; at `max` there is nothing.
  [[nodiscard]] TimePoint next_moment();
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] TimePoint deadline() const;
  void follow_keys();
  [[nodiscard]] std::optional<Plan> plan_to_warn_of();
  void warn(const Plan& plan, log::Log& log);
  void changed();

  const Clock& clock_;
  commands::Typists& typists_;
  mutable std::mutex mutex_;
  std::optional<Change> change_;
  std::weak_ptr<Alarm> alarm_;  // its flow owns it: a timer must not outlive its loop
};

}  // namespace ferry::device
