#include "commands/replace.h"

#include <algorithm>

#include "commands/configuration_dialect.h"
#include "commands/confirmed_startup.h"
#include "commands/versions.h"
#include "log/catalogue.h"

namespace ferry::commands {

std::vector<std::string> replace_running(Services& services, const config::Config& target,
                                         const ConfigurationLog::Who& who) {
  ApplyContext context{services.hasher, services.device.vocabulary()};
  auto commands = services.running.update([&](config::Config& running) {
    auto between = commands_between(running, target, context);
    running = target;
    return between;
  });
  services.history.changed({services.clock.wall_now(), who.user});
  static_cast<void>(services.device.configuration_changed());  // the log has what it could not do
  log_commands(services, who, commands);
  return commands;
}

void roll_back(Services& services, const RollbackTimer::Plan& plan) {
  log::rollback_started(services.log, plan.backup);
  const std::string user = plan.line.kind == LineId::Kind::console ? "" : plan.user;
  replace_running(services, *plan.before, {.line = plan.line, .user = user});
  const auto put_back = put_back_confirmed_startup(services.files);
  if (!put_back) log::startup_not_put_back(services.log, put_back.error().message);
  if (put_back && *put_back) log::startup_put_back(services.log);
}

void log_commands(Services& services, const ConfigurationLog::Who& who,
                  const std::vector<std::string>& commands) {
  const config::ConfigurationLogging settings = services.running.snapshot()->archive.log;
  if (!settings.enabled) return;
  for (const std::string& command : commands) {
    const std::size_t depth = std::min(command.find_first_not_of(' '), command.size());
    const std::string shown = services.versions.log.add(settings, who, depth, command);
    if (settings.notify_syslog) log::configuration_command(services.log, who.user, shown);
  }
}

}  // namespace ferry::commands
