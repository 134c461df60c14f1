#pragma once

#include "base/clock.h"
#include "commands/log_routes.h"
#include "commands/logging_facts.h"
#include "config/config.h"
#include "device/syslog_sender.h"
#include "net/dialer.h"
#include "net/event_loop.h"

namespace ferry::device {

/// Where the log of a device goes: buffer, console, monitors and syslog servers, as the configuration has it.
/// The way to the servers has a thread of its own, so that neither side can hold up the other. Safe to use
/// from any thread.
class Logging {
 public:
  struct Parts {
    log::Log& log;
    log::Buffer& buffer;
    commands::Typists& typists;
    const Clock& clock;
  };
  explicit Logging(Parts parts);
  ~Logging();
  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;

  void follow(const config::Config& config);
  [[nodiscard]] commands::LoggingFacts facts() const;
  /// Gives the last messages until `deadline` to leave.
  void flush(TimePoint deadline) const;

 private:
  const Clock& clock_;
  commands::LogRoutes routes_;
  net::EventLoops loop_{1};
  net::SocketDialer dialer_;
  SyslogSender syslog_;
};

}  // namespace ferry::device
