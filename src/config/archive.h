#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace ferry::config {

/// `archive`, `log config`: what is remembered of the lines that change the configuration.
struct ConfigurationLogging {
  bool enabled = false;
  unsigned size = 100;         // entries, 1..1000
  bool notify_syslog = false;  // every line goes to the log, too
  bool hide_keys = false;      // passwords that cannot be read back are hidden, too
  bool operator==(const ConfigurationLogging&) const = default;
};

/// `archive`: where versions of the configuration are kept, and when one is saved.
struct ArchiveConfig {
  std::string path = {};                                 // as typed, with $h and $t; empty: no archive
  unsigned maximum = 10;                                 // versions, 1..14
  bool write_memory = false;                             // `write memory` saves one
  std::optional<std::chrono::minutes> time_period = {};  // so does every so many minutes
  ConfigurationLogging log = {};
  bool operator==(const ArchiveConfig&) const = default;
};

}  // namespace ferry::config
