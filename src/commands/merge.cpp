#include "commands/merge.h"

#include <fmt/format.h>

#include "commands/apply.h"
#include "commands/configuration_dialect.h"
#include "commands/confirmed_change.h"
#include "commands/replace.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

bool is_refused(const Applied& applied, MergeRule rule) {
  return rule == MergeRule::all_or_nothing && !applied.errors.empty();
}

struct Merged {
  Applied applied;
  std::vector<std::string> commands;  // that changed something, if they are logged
};

Merged apply_to_running(Services& services, const std::string& text, MergeRule rule) {
  ApplyContext context{services.hasher, services.device.vocabulary()};
  return services.running.update([&](config::Config& config) {
    Merged merged{.applied = apply_configuration(config, text, context), .commands = {}};
    if (is_refused(merged.applied, rule)) return merged;
    const config::Config& after = merged.applied.config;
    if (after.archive.log.enabled) merged.commands = commands_between(config, after, context);
    config = after;
    return merged;
  });
}

// Each refused line by its number, so that it can be found in a file.
std::string refusal(const Applied& applied) {
  std::string text;
  for (const LineError& error : applied.errors) text += error.text() + "\n";
  return text;
}

void log_merge(const Session& session, const Applied& applied) {
  log::Log& log = session.services().log;
  const Identity& who = session.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line, .local_port = 22};
  log::configuration_changed(log, who.on_console() ? nullptr : &caller);
  for (const std::string& user : applied.changed_users) log::username_configured(log, user);
}

}  // namespace

std::string shown(const LineError& error) {
  const bool has_caret = error.message.contains('^');
  const std::string caret = has_caret ? std::string(error.column, ' ') + "^\n" : "";
  return fmt::format("{}\n{}{}\n\n", error.line, caret, error.message);
}

net::Task<Result<std::string>> merge_configuration(Session& session, std::string text, MergeRule rule) {
  Services& services = session.services();
  const Merged merged = co_await services.offload.run([&] { return apply_to_running(services, text, rule); });
  const Applied& applied = merged.applied;
  if (is_refused(applied, rule)) co_return failure(ErrorCode::invalid, refusal(applied));
  services.history.changed({services.clock.wall_now(), session.identity().user});
  const std::vector<std::string> troubles = services.device.configuration_changed();
  log_merge(session, applied);
  log_commands(services, who_configures(session), merged.commands);
  std::string refused;
  for (const LineError& error : applied.errors) refused += shown(error);
  for (const std::string& trouble : troubles) refused += trouble + "\n";
  co_return refused;
}

}  // namespace ferry::commands
