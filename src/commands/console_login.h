#pragma once

#include "commands/session.h"

namespace ferry::commands {

/// What the console wants to know of whoever sits down there.
enum class ConsoleQuestion : std::uint8_t {
  nothing,
  password,  // of the line
  user,      // a name, then a password
};

/// With `aaa new-model`, a login list of the console's own or the list `default` decides, and without one
/// nobody is asked. Without it, `login` and `login local` of the line do.
[[nodiscard]] ConsoleQuestion console_question(const config::Config& config);

/// Asks whoever sits at the console, up to three times; false if they may not come in, or left. The session's
/// user and level are what they logged in with.
net::Task<bool> log_in_on_console(Session& session);

}  // namespace ferry::commands
