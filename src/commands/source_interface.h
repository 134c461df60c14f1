#pragma once

#include <string>

#include "cli/path.h"

namespace ferry::commands {

/// `ip PROTOCOL source-interface NAME`, for all servers or below a group.
[[nodiscard]] cli::Path source_interface_path(std::string protocol, std::string help);

}  // namespace ferry::commands
