#include "commands/merge.h"

#include <fmt/format.h>

#include "commands/apply.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

Applied apply_to_running(Services& services, const std::string& text) {
  ApplyContext context{services.hasher, services.device.vocabulary()};
  return services.running.update([&](config::Config& config) {
    Applied applied = apply_configuration(config, text, context);
    config = applied.config;
    return applied;
  });
}

// The line, a caret where the parser points with one, and its words.
std::string shown(const LineError& error) {
  const bool has_caret = error.message.contains('^');
  const std::string caret = has_caret ? std::string(error.column, ' ') + "^\n" : "";
  return fmt::format("{}\n{}{}\n\n", error.line, caret, error.message);
}

void log_merge(const Session& session, const Applied& applied) {
  log::Log& log = session.services().log;
  const Identity& who = session.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line, .local_port = 22};
  log::configuration_changed(log, who.on_console() ? nullptr : &caller);
  for (const std::string& user : applied.changed_users) log::username_configured(log, user);
}

}  // namespace

net::Task<std::string> merge_configuration(Session& session, std::string text) {
  Services& services = session.services();
  const Applied applied = co_await services.offload.run([&] { return apply_to_running(services, text); });
  services.history.changed({services.clock.wall_now(), session.identity().user});
  services.device.configuration_changed();
  log_merge(session, applied);
  std::string refused;
  for (const LineError& error : applied.errors) refused += shown(error);
  co_return refused;
}

}  // namespace ferry::commands
