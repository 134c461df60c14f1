#include "device/logging.h"

#include <thread>

namespace ferry::device {

Logging::Logging(Parts parts)
    : clock_(parts.clock),
      routes_(parts.log, parts.buffer, parts.typists),
      dialer_(loop_.first()),
      syslog_({loop_.first(), dialer_, parts.clock, parts.log}) {}

Logging::~Logging() {
  loop_.stop();
}

void Logging::follow(const config::Config& config) {
  routes_.follow(config);
  syslog_.follow(config);
}

commands::LoggingFacts Logging::facts() const {
  return {.console = routes_.console().count(),
          .monitors = routes_.monitors().count(),
          .trap = syslog_.count(),
          .hosts = syslog_.hosts()};
}

void Logging::flush(TimePoint deadline) const {
  while (!syslog_.is_idle() && clock_.now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
}

}  // namespace ferry::device
