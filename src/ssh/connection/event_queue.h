#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "ssh/connection/events.h"

namespace ferry::ssh {

/// What has happened and has not been told yet, in order. Its memory is reused, so that a packet costs no
/// allocation.
class EventQueue {
 public:
  void push(Event event) { events_.push_back(std::move(event)); }

  [[nodiscard]] std::optional<Event> pop() {
    if (next_ == events_.size()) return std::nullopt;
    std::optional<Event> event{std::move(events_[next_++])};
    if (next_ == events_.size()) clear();
    return event;
  }

  void clear() {
    events_.clear();
    next_ = 0;
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

}  // namespace ferry::ssh
