#pragma once

#include <string>

#include "base/result.h"
#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// The whole configuration text at `typed`, a file of the device or a URL; who typed it is asked for what the
/// URL leaves out. The error's message is what stands between brackets. `session` outlives the flow.
net::Task<Result<std::string>> read_configuration(Session& session, std::string typed);

}  // namespace ferry::commands
