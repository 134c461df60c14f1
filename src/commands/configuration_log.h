#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "commands/typists.h"
#include "config/archive.h"

namespace ferry::commands {

/// `command` with a `*` in place of every password, key and community. What was typed in clear is always
/// hidden; what cannot be read back only with `hidekeys`.
[[nodiscard]] std::string without_secrets(std::string_view command,
                                          const config::ConfigurationLogging& settings);

/// Who changed the configuration by which line: `archive`, `log config`. Safe to use from any thread.
class ConfigurationLog {
 public:
  struct Who {
    LineId line;
    std::string user;  // empty at a console without a login
    /// "admin@vty0", "console@console"
    [[nodiscard]] std::string text() const;
  };
  struct Entry {
    unsigned index = 0;    // from 1
    unsigned session = 0;  // from 1: one for each time that somebody began to configure
    std::string who;
    std::size_t depth = 0;  // of the section
    std::string command;    // without secrets
  };

  /// Somebody on this line begins to configure.
  void begin_session(LineId line);
  /// `command` has been taken. Gives it back without secrets.
  std::string add(const config::ConfigurationLogging& settings, const Who& who, std::size_t depth,
                  std::string_view command);
  [[nodiscard]] std::vector<Entry> entries() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  unsigned last_index_ = 0;
  unsigned last_session_ = 0;
  std::map<LineId, unsigned> sessions_;
};

}  // namespace ferry::commands
