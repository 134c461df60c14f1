#pragma once

#include <asio/steady_timer.hpp>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/task.h"

namespace ferry::net {

/// Lets a flow wait until another flow of the same loop says that something changed. A `notify` that nobody
/// waits for is remembered once, so none is lost. For one waiting flow at a time.
class Notifier {
 public:
  explicit Notifier(EventLoop& loop);

  /// Returns after the next `notify`, or at once if there was one since the last `wait`.
  Task<void> wait();
  /// The same, but no longer than until `deadline`; true if notified.
  Task<bool> wait_until(TimePoint deadline);
  void notify();

 private:
  asio::steady_timer timer_;
  bool notified_ = false;
};

/// Waits until `deadline`, on the caller's loop.
Task<void> sleep_until(TimePoint deadline);
/// Waits so long, on the caller's loop.
Task<void> pause(Duration duration);

}  // namespace ferry::net
