#pragma once

#include <functional>
#include <memory>

#include "commands/session.h"

namespace ferry::commands {

/// An Output whose receiver must take what is written: if one write waits longer than `patience`, the stream
/// is closed, so that nobody can hold a session, and the memory behind it, by not reading. Belongs to one
/// loop; a flow of its own keeps the time. `next` outlives it.
class WatchedOutput final : public Output {
 public:
  struct Watch {
    net::EventLoop& loop;
    const Clock& clock;
    std::shared_ptr<net::ByteStream> stream;
    Duration patience{};  // zero: for ever
    /// Called after the stream was closed, if there is more to end; may be null.
    std::function<void()> gave_up = nullptr;
  };
  WatchedOutput(Output& next, Watch watch);
  ~WatchedOutput() override;
  WatchedOutput(const WatchedOutput&) = delete;
  WatchedOutput& operator=(const WatchedOutput&) = delete;

  net::Task<Result<void>> write(std::string text) override;

 private:
  struct State;
  static net::Task<void> keep_time(std::shared_ptr<State> state);

  Output& next_;
  std::shared_ptr<State> state_;
};

}  // namespace ferry::commands
