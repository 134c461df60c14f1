#include "net/distant_notifier.h"

#include <mutex>

namespace ferry::net {

/// What the two sides share: cut by the one that waits, when it goes.
struct DistantNotifier::Line {
  Line(EventLoop& of, Notifier& wakes) : loop(&of), notifier(&wakes) {}

  std::mutex mutex;
  EventLoop* loop;
  Notifier* notifier;

  static void notify(const std::shared_ptr<Line>& line) {
    const std::lock_guard lock{line->mutex};
    if (line->notifier != nullptr) line->notifier->notify();
  }
  static void wake(const std::shared_ptr<Line>& line) {
    const std::lock_guard lock{line->mutex};
    if (line->loop != nullptr) line->loop->post([line] { notify(line); });
  }
};

DistantNotifier::DistantNotifier(EventLoop& loop)
    : notifier_(loop), line_(std::make_shared<Line>(loop, notifier_)) {}

DistantNotifier::~DistantNotifier() {
  const std::lock_guard lock{line_->mutex};
  line_->loop = nullptr;
  line_->notifier = nullptr;
}

std::function<void()> DistantNotifier::waker() const {
  return [line = line_] { Line::wake(line); };
}

}  // namespace ferry::net
