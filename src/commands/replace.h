#pragma once

#include <string>
#include <vector>

#include "commands/configuration_log.h"
#include "commands/rollback_timer.h"
#include "commands/services.h"
#include "config/config.h"

namespace ferry::commands {

/// Puts `target` in the place of the running configuration, in one step: readers see the one or the other.
/// Gives the commands by which one would have become the other, and logs them. Off the network threads.
std::vector<std::string> replace_running(Services& services, const config::Config& target,
                                         const ConfigurationLog::Who& who);

/// The same for a change that nobody confirmed: the configuration of before runs again, and is the startup
/// configuration again if an unconfirmed one was saved. Off the network threads.
void roll_back(Services& services, const RollbackTimer::Plan& plan);

/// What somebody is told who wants to configure while another replaces the configuration; empty if nobody
/// does.
[[nodiscard]] std::string locked_words(const Services& services);

/// Notes lines of configuration that were taken, each at the depth by which it is indented: in the log of
/// configurations, and in the log if it wants them.
void log_commands(Services& services, const ConfigurationLog::Who& who,
                  const std::vector<std::string>& commands);

}  // namespace ferry::commands
