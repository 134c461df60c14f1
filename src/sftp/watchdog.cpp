#include "sftp/watchdog.h"

namespace ferry::sftp {

struct Watchdog::State {
  net::ByteStream* stream;  // null when the watchdog is gone
  const Clock& clock;
  Duration patience;
  net::Notifier moved;
  TimePoint deadline = TimePoint::max();
  bool gave_up = false;
};

Watchdog::Watchdog(net::EventLoop& loop, net::ByteStream& stream, const Clock& clock, Duration patience)
    : state_(std::make_shared<State>(&stream, clock, patience, net::Notifier{loop})) {
  loop.spawn(watch(state_));
}

Watchdog::~Watchdog() {
  state_->stream = nullptr;
  state_->moved.notify();
}

// The flow looks at the deadline when the one that it sleeps for has come: moving it costs nothing.
void Watchdog::expect() {
  const bool was_resting = state_->deadline == TimePoint::max();
  state_->deadline = state_->clock.now() + state_->patience;
  if (was_resting) state_->moved.notify();
}

void Watchdog::rest() {
  state_->deadline = TimePoint::max();
}

bool Watchdog::gave_up() const {
  return state_->gave_up;
}

net::Task<void> Watchdog::watch(std::shared_ptr<State> state) {
  while (state->stream != nullptr) {
    const TimePoint deadline = state->deadline;
    co_await state->moved.wait_until(deadline);
    if (state->stream == nullptr || state->clock.now() < state->deadline) continue;
    state->gave_up = true;
    state->stream->close();
    co_return;
  }
}

}  // namespace ferry::sftp
