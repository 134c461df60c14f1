#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/services.h"
#include "config/config.h"

namespace ferry::commands {

/// One line that was not taken.
struct LineError {
  std::size_t number = 0;  // from 1
  std::string line;        // as it stood there, printable and cut to a bearable length
  std::size_t column = 0;  // of the caret in `line`, from 0
  std::string message;     // "% Invalid input detected at '^' marker."

  /// "line 7: % Invalid input detected at '^' marker.: ip ssh tmie-out 5 (column 8)", one printable line.
  [[nodiscard]] std::string text() const;
};

/// What became of a configuration text.
struct Applied {
  config::Config config;
  std::vector<LineError> errors;  // at most `most_line_errors`; the last one then says that there are more
  std::vector<std::string> changed_users = {};  // added or changed, for `log::username_configured`
};
inline constexpr std::size_t most_line_errors = 200;
/// Longer lines are refused unread.
inline constexpr std::size_t longest_line = 4096;

/// What applying needs from outside.
struct ApplyContext {
  Hasher& hasher;
  Vocabulary vocabulary;  // DeviceFacts::vocabulary()
};

/// Takes `text` line by line as if it were typed after `configure terminal` over `base`. A line that is wrong
/// is skipped and named, the rest is applied, as IOS does. Never throws, takes any bytes. May hash passwords:
/// call it off the network threads.
[[nodiscard]] Applied apply_configuration(const config::Config& base, std::string_view text,
                                          ApplyContext& context);

}  // namespace ferry::commands
