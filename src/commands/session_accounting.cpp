#include "commands/session_accounting.h"

#include <fmt/ranges.h>

#include "base/text.h"
#include "cli/command.h"
#include "commands/command_authorization.h"
#include "commands/configuration_log.h"
#include "commands/line_settings.h"

namespace ferry::commands {
namespace {

const config::LineAccounting& lists_of(const config::Config& config, const Session& session) {
  return line_settings(config, session.identity().line_id()).accounting;
}

/// `line` has no secrets any more.
void account(const Session& session, const config::Config& config, unsigned level, std::string line) {
  const config::LineAccounting& lists = lists_of(config, session);
  aaa::AccountedBy who = accounted_by(session);
  const auto list = lists.commands.find(level);
  if (list != lists.commands.end()) who.list = list->second;
  session.services().accounting->command(std::move(who), level, std::move(line));
}

/// Null where nothing is to be recorded.
std::shared_ptr<const config::Config> if_commands_are_accounted(const Session& session) {
  if (session.services().accounting == nullptr) return nullptr;
  auto config = session.services().running.snapshot();
  return config->aaa.accounting.commands.empty() ? nullptr : config;
}

}  // namespace

aaa::AccountedBy accounted_by(const Session& session) {
  return {.origin = origin_of(session), .privilege = session.identity().privilege};
}

net::Task<bool> AccountedSession::begin() {
  aaa::Accounting* const accounting = session_.services().accounting;
  if (accounting == nullptr) co_return true;
  const auto config = session_.services().running.snapshot();
  aaa::AccountedBy who = accounted_by(session_);
  who.list = lists_of(*config, session_).exec;
  const auto task = co_await accounting->session_begins(std::move(who));
  if (!task) co_await session_.write("% Authorization failed: no accounting server answers.\n");
  task_ = task.value_or(aaa::TaskId{});
  // Held by the session, so it may outlive this.
  session_.watch_privilege([task = task_, accounting, &session = session_] {
    accounting->session_changed(task, session.identity().privilege);
  });
  co_return task.has_value();
}

void AccountedSession::end(aaa::TerminateCause cause) {
  if (task_ == aaa::TaskId{}) return;
  session_.services().accounting->session_ends(std::exchange(task_, aaa::TaskId{}), cause);
}

void account_command(const Session& session, const cli::Match& match, std::string_view modifier) {
  const auto config = if_commands_are_accounted(session);
  if (!config) return;
  const aaa::CommandWords command = command_words(match);
  std::string line = fmt::format("{}", fmt::join(command.words, " "));
  if (!trim(modifier).empty()) line += fmt::format(" | {}", trim(modifier));
  account(session, *config, command.level, std::move(line));
}

void account_configuration_command(const Session& session, std::string_view line) {
  const auto config = if_commands_are_accounted(session);
  if (config)
    account(session, *config, cli::privilege::enable, without_secrets(trim(line), {.hide_keys = true}));
}

}  // namespace ferry::commands
