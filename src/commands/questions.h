#pragma once

#include <optional>
#include <string>

#include "commands/session.h"

namespace ferry::commands {

/// Asks `prompt`, which ends in "[yes/no]: ", until the answer is one of them or a beginning of one. Nothing
/// if the typist gave up or cannot be asked.
net::Task<std::optional<bool>> ask_yes_or_no(Session& session, std::string prompt);

}  // namespace ferry::commands
