#pragma once

#include <functional>
#include <memory>

#include "net/notifier.h"

namespace ferry::net {

/// Lets a flow wait for another thread, which may take longer than the flow lives: what wakes it is harmless
/// when the notifier, or its loop, is gone. Lives on its loop; for one waiting flow at a time.
class DistantNotifier {
 public:
  explicit DistantNotifier(EventLoop& loop);
  ~DistantNotifier();
  DistantNotifier(const DistantNotifier&) = delete;
  DistantNotifier& operator=(const DistantNotifier&) = delete;

  Task<void> wait() { co_await notifier_.wait(); }
  /// False if it is `deadline`.
  Task<bool> wait_until(TimePoint deadline) { co_return co_await notifier_.wait_until(deadline); }
  /// Wakes who waits, soon. Any thread may have a copy, and call it at any time.
  [[nodiscard]] std::function<void()> waker() const;

 private:
  struct Line;
  Notifier notifier_;
  std::shared_ptr<Line> line_;
};

}  // namespace ferry::net
