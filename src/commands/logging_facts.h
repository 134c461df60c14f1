#pragma once

#include <cstdint>
#include <vector>

#include "config/config.h"

namespace ferry::commands {

/// How it stands with one syslog server.
struct LogHostFacts {
  config::LogHost host;
  bool link_up = true;
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;  // because it could not be reached in time
};

/// What the log has handed out, by destination, for `show logging`.
struct LoggingFacts {
  std::uint64_t console = 0;   // messages
  std::uint64_t monitors = 0;  // messages
  std::uint64_t trap = 0;      // messages to the syslog servers, whoever they are
  std::vector<LogHostFacts> hosts;

  [[nodiscard]] std::uint64_t dropped() const {
    std::uint64_t sum = 0;
    for (const LogHostFacts& host : hosts) sum += host.dropped;
    return sum;
  }
};

}  // namespace ferry::commands
