#pragma once

#include "commands/configuration_archive.h"
#include "commands/configuration_lock.h"
#include "commands/configuration_log.h"
#include "commands/rollback_timer.h"

namespace ferry::commands {

/// What keeps, replaces and takes back versions of the configuration. One per device.
struct Versions {
  RollbackTimer& timer;
  ConfigurationLock lock = {};
  ConfigurationLog log = {};
  ConfigurationArchive archive = {};
};

}  // namespace ferry::commands
