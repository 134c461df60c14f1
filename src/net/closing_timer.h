#pragma once

#include <memory>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/link.h"

namespace ferry::net {

/// Closes a link at a time, so that whoever waits for it comes back; unless it is destroyed before. For peers
/// that must finish something by then, however steadily they drip.
class ClosingTimer {
 public:
  /// `link` must outlive it. Belongs to the loop.
  ClosingTimer(EventLoop& loop, Link& link, TimePoint deadline);
  ~ClosingTimer();
  ClosingTimer(const ClosingTimer&) = delete;
  ClosingTimer& operator=(const ClosingTimer&) = delete;

  /// The time is up, and the link has been closed.
  [[nodiscard]] bool has_closed() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the handler, which may still be queued
};

}  // namespace ferry::net
