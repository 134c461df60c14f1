#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "commands/session.h"

namespace ferry::commands {

/// Width of the prompt that the typist sees the line behind; nothing if the line is not seen: then it is
/// repeated above the caret.
using Prompted = std::optional<std::size_t>;

/// Runs one line of exec mode. `session` must outlive the flow.
net::Task<cli::Status> run_exec_line(Session& session, std::string line, Prompted prompt);

/// The same for one line of configuration mode, at the session's position.
net::Task<cli::Status> run_configuration_line(Session& session, std::string line, Prompted prompt);

/// Ctrl-Z: back to exec mode from wherever in the configuration the session stands.
void leave_configuration(Session& session);

}  // namespace ferry::commands
