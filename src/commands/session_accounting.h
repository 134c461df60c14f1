#pragma once

#include <optional>
#include <string>

#include "aaa/accounting/accounting.h"
#include "cli/match.h"
#include "commands/session.h"

namespace ferry::commands {

/// `aaa accounting exec` of one session, which outlives it: a record when somebody comes in, and one when
/// they leave.
class AccountedSession {
 public:
  explicit AccountedSession(Session& session) : session_(session) {}

  /// False if the session may not go on, which the typist has been told.
  net::Task<bool> begin();
  /// Does nothing before `begin` and the second time.
  void end(aaa::TerminateCause cause);

 private:
  Session& session_;
  aaa::TaskId task_{};
};

/// Who the session is, for records of what it does. The caller fills in the list.
[[nodiscard]] aaa::AccountedBy accounted_by(const Session& session);

/// `aaa accounting commands`: the command of exec mode is about to be run. `modifier` is what stands behind a
/// bar.
void account_command(const Session& session, const cli::Match& match, std::string_view modifier);
/// The same for a line that the configuration has taken, or is about to run.
void account_configuration_command(const Session& session, std::string_view line);

}  // namespace ferry::commands
