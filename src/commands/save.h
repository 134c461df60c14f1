#pragma once

#include "cli/command.h"
#include "commands/session.h"

namespace ferry::commands {

/// nvram:/startup-config
[[nodiscard]] vfs::Path startup_configuration(const Services& services);
/// system:/running-config
[[nodiscard]] vfs::Path running_configuration_file(const Services& services);

/// Writes the running configuration to nvram:startup-config, and says so.
net::Task<cli::Status> save_configuration(Session& session);

}  // namespace ferry::commands
