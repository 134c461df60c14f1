#include "server/gate.h"

#include "aaa/access_list.h"
#include "commands/line_settings.h"
#include "log/catalogue.h"

namespace ferry::server {
namespace {

using commands::LineId;

/// The words are those that IOS has for `log` in a rule; a refusal is logged whether the rule says so or not.
bool access_class_permits(const commands::Services& services, const config::Config& config,
                          const std::string& address, unsigned vty) {
  const std::string& list = commands::line_settings(config, {LineId::Kind::vty, vty}).access_class;
  if (list.empty()) return true;
  const aaa::AccessVerdict verdict = aaa::check_access(config, list, address);
  if (!verdict.permitted) {
    log::access_list_decided(services.log, list, log::AccessDecision::denied, address);
  } else if (verdict.log) {
    log::access_list_decided(services.log, list, log::AccessDecision::permitted, address);
  }
  return verdict.permitted;
}

}  // namespace

bool takes_ssh(const config::Config& config, unsigned vty) {
  return commands::line_settings(config, {LineId::Kind::vty, vty}).transport.ssh;
}

bool is_refused_in_quiet_mode(const commands::Services& services, const config::Config& config,
                              const std::string& address) {
  if (!services.logins.is_quiet(config.login)) return false;
  const std::string& list = config.login.quiet_access_class;
  return !config.access_lists.contains(list) || !aaa::check_access(config, list, address).permitted;
}

bool may_come_in(const commands::Services& services, const std::string& address, unsigned vty) {
  const auto config = services.running.snapshot();
  if (is_refused_in_quiet_mode(services, *config, address)) {
    const Duration left = services.logins.state(config->login).quiet_left.value_or(Duration::zero());
    log::quiet_mode_refused(services.log, address, std::chrono::ceil<std::chrono::seconds>(left));
    return false;
  }
  return access_class_permits(services, *config, address, vty);
}

}  // namespace ferry::server
