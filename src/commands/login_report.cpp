#include "commands/login_report.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace ferry::commands {
namespace {

/// The access list that IOS devices make when a quiet period has none of its own.
constexpr std::string_view default_quiet_list = "sl_def_acl";

}  // namespace

void report_login_success(const Services& services, const log::Caller& caller) {
  const auto config = services.running.snapshot();
  if (services.logins.succeeded(config->login)) log::login_success(services.log, caller);
}

std::optional<aaa::LoginWatch::QuietPeriod> report_login_failure(const Services& services,
                                                                 const log::Caller& caller,
                                                                 std::string_view reason) {
  const auto config = services.running.snapshot();
  const aaa::LoginAttempt attempt{.user = std::string{caller.user},
                                  .address = std::string{caller.address},
                                  .local_port = static_cast<std::uint16_t>(caller.local_port)};
  const auto noted = services.logins.failed(config->login, attempt);
  if (noted.report) log::login_failed(services.log, caller, reason);
  if (!noted.quiet_begins) return std::nullopt;
  const std::string_view list = config->login.quiet_access_class;
  log::quiet_mode_on(services.log,
                     {.caller = caller,
                      .time_left = std::chrono::ceil<std::chrono::seconds>(noted.quiet_begins->watch_left),
                      .access_list = list.empty() ? default_quiet_list : list});
  return noted.quiet_begins;
}

}  // namespace ferry::commands
