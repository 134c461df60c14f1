#pragma once

#include <string>

#include "commands/session.h"

namespace ferry::commands {

/// "Router#", "Router(config)#", without a blank behind it; empty while the text of a banner is typed.
[[nodiscard]] std::string prompt(Session& session);

}  // namespace ferry::commands
