#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "net/byte_stream.h"
#include "net/event_loop.h"
#include "net/notifier.h"

namespace ferry::sftp {

/// Closes a stream on which nothing comes for too long, so that no flow waits there for ever. Lives on the
/// loop of the stream, which outlives it.
class Watchdog {
 public:
  Watchdog(net::EventLoop& loop, net::ByteStream& stream, const Clock& clock, Duration patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Something is waited for from now on, or something of it has come.
  void expect();
  /// Nothing is waited for.
  void rest();
  /// Whether it closed the stream.
  [[nodiscard]] bool gave_up() const;

 private:
  struct State;
  static net::Task<void> watch(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace ferry::sftp
