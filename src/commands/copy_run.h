#pragma once

#include "cli/command.h"
#include "commands/copy_request.h"

namespace ferry::commands {

/// A `copy` about which nothing has to be asked any more but what it would destroy.
net::Task<cli::Status> run_copy(Session& session, CopyRequest request);

}  // namespace ferry::commands
