#pragma once

#include <string>

namespace ferry::commands {

/// docs/commands.md: every command of the tables, by mode, with its level and what it does.
[[nodiscard]] std::string manual();

}  // namespace ferry::commands
