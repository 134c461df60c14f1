#pragma once

#include <optional>

#include "cli/command.h"
#include "commands/session.h"
#include "commands/typists.h"

namespace ferry::commands {

inline constexpr unsigned highest_vty = 530;
inline constexpr unsigned highest_tty = highest_vty + 2;

/// How commands name a line: `console 0`, `vty 3`, or its number among all lines.
[[nodiscard]] cli::Path one_line();
/// The line that `one_line` matched; nothing if the device has no line of that number.
[[nodiscard]] std::optional<LineId> read_line_id(const cli::Match& match);

/// Where the typist of `session` sits.
[[nodiscard]] LineId line_of(const Session& session);

/// A line that somebody uses.
struct LineUse {
  LineId line;
  std::string user;
  std::string address;  // empty at the console
  Duration idle{};
  std::optional<TimePoint> since;
  std::optional<TerminalSize> size;
};

/// Every line in use, in order: those with a prompt, and those with an SSH connection that has none.
[[nodiscard]] std::vector<LineUse> lines_in_use(const Session& session);

}  // namespace ferry::commands
