#pragma once

#include <memory>

#include "commands/services.h"
#include "net/event_loop.h"

namespace ferry::device {

/// `archive`, `time-period`: keeps a version of the configuration every so often. A flow for one loop, for as
/// long as that runs; `services` outlives it.
net::Task<void> archive_from_time_to_time(commands::Services& services);

}  // namespace ferry::device
