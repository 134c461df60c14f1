#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "commands/services.h"
#include "net/event_loop.h"
#include "net/notifier.h"

namespace ferry::device {

/// What is planned for `reload`: keeps the time, warns everyone at a prompt as it comes near, then asks for
/// the restart. Safe to use from any thread.
class Reloads final : public commands::Reloader {
 public:
  /// What has happened before, and what to do when the time has come.
  struct Surroundings {
    const Clock& clock;
    commands::Typists& typists;
    log::Log& log;
    std::string last_reason;
    /// Called on the loop, once; may be null: then nothing is ever restarted.
    std::function<void(const Plan& plan)> restart;
  };
  explicit Reloads(Surroundings surroundings) : with_(std::move(surroundings)) {}

  /// Keeps the time on `loop`, which outlives every call of `schedule`.
  void run_on(net::EventLoop& loop);
  /// Lets go of the loop, which has stopped.
  void stop();

  void schedule(Plan plan) override;
  bool cancel() override;
  [[nodiscard]] std::optional<Plan> planned() const override;
  [[nodiscard]] std::string last_reason() const override { return with_.last_reason; }

 private:
  struct Alarm;
  net::Task<void> keep_time(std::shared_ptr<Alarm> alarm);
  void warn(std::chrono::seconds left);
  void changed();

  Surroundings with_;
  mutable std::mutex mutex_;
  std::optional<Plan> plan_;
  std::weak_ptr<Alarm> alarm_;  // its flow owns it: a timer must not outlive its loop
};

}  // namespace ferry::device
