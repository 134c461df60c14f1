#include "commands/watched_output.h"

#include <optional>
#include <utility>

#include "net/notifier.h"

namespace ferry::commands {

struct WatchedOutput::State {
  explicit State(Watch with) : watch(std::move(with)), stopped(watch.loop) {}

  Watch watch;
  net::Notifier stopped;
  bool is_stopped = false;
  std::optional<TimePoint> waits_since;
};

WatchedOutput::WatchedOutput(Output& next, Watch watch)
    : next_(next), state_(std::make_shared<State>(std::move(watch))) {
  if (state_->watch.patience > Duration::zero()) state_->watch.loop.spawn(keep_time(state_));
}

WatchedOutput::~WatchedOutput() {
  state_->is_stopped = true;
  state_->stopped.notify();
}

net::Task<Result<void>> WatchedOutput::write(std::string text) {
  state_->waits_since = state_->watch.clock.now();
  const Result<void> written = co_await next_.write(std::move(text));
  state_->waits_since.reset();
  co_return written;
}

// Looks now and then rather than at each write: a write costs nothing, and one that waits is found within
// twice its patience.
net::Task<void> WatchedOutput::keep_time(std::shared_ptr<State> state) {
  const Watch& watch = state->watch;
  while (!state->is_stopped) {
    co_await state->stopped.wait_until(state->waits_since.value_or(watch.clock.now()) + watch.patience);
    if (state->is_stopped) co_return;
    if (state->waits_since && watch.clock.now() - *state->waits_since >= watch.patience) {
      watch.stream->close();
      if (watch.gave_up) watch.gave_up();
      co_return;
    }
  }
}

}  // namespace ferry::commands
