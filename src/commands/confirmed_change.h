#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "commands/configuration_log.h"
#include "commands/rollback_timer.h"
#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// The typist for the log of configurations, and for the words about a change that waits to be confirmed.
[[nodiscard]] ConfigurationLog::Who who_configures(const Session& session);
[[nodiscard]] std::string user_or_console(const Session& session);

/// A change that somebody begins, and that has to be confirmed.
struct ConfirmedChange {
  RollbackTimer::Kind kind = RollbackTimer::Kind::absolute;
  std::chrono::minutes after{};
};

/// Before the change: saves the running configuration to the archive. Nothing if that is not possible or
/// another change waits; then the typist has been told.
net::Task<std::optional<RollbackTimer::Plan>> prepare_confirmed_change(Session& session,
                                                                       ConfirmedChange change);
/// What a typist sees when it has been taken back.
[[nodiscard]] std::string rolled_back(const RollbackTimer::Plan& plan);
/// After it: the time runs.
void start_confirmed_change(Services& services, RollbackTimer::Plan plan);

}  // namespace ferry::commands
