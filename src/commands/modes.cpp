#include "base/text.h"
#include "commands/command_authorization.h"
#include "commands/configure_words.h"
#include "commands/confirmed_change.h"
#include "commands/exec_line.h"
#include "commands/replace.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/versions.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr int password_tries = 3;

log::Caller caller_of(const Session& session) {
  const Identity& who = session.identity();
  return {.user = who.user, .address = who.address, .line = who.line};
}

net::Task<Status> refuse(Session& session, std::string text) {
  co_await session.write(std::move(text));
  co_return Status::failed;
}

void take(Session& session, unsigned level) {
  session.set_privilege(level);
  log::privilege_granted(session.services().log, caller_of(session), level);
}

std::string refusal(const config::Config& config, unsigned level) {
  if (config.aaa.new_model) return "% Error in authentication.\n";
  return config.enable_secrets.contains(level) ? "% Bad secrets\n" : "% Bad passwords\n";
}

net::Task<Status> ask_for_password(Session& session, unsigned level) {
  const auto config = session.services().running.snapshot();
  const aaa::Origin origin = origin_of(session);
  const int tries = config->aaa.new_model ? 1 : password_tries;
  for (int count = 0; count < tries; ++count) {
    auto typed = co_await session.dialog()->ask("Password: ", Echo::off);
    if (!typed) co_return Status::failed;
    Secret password{*typed};
    wipe({reinterpret_cast<Byte*>(typed->data()), typed->size()});
    const aaa::LoginAnswer answer =
        co_await session.services().authenticator.enable(origin, level, std::move(password));
    if (answer.outcome == aaa::Outcome::pass) {
      take(session, level);
      co_return Status::done;
    }
    log::privilege_refused(session.services().log, caller_of(session), level, answer.reason);
  }
  co_return co_await refuse(session, refusal(*config, level));
}

net::Task<Status> enable(Session& session, Match match) {
  using enum aaa::Authenticator::EnableQuestion;
  const auto level = static_cast<unsigned>(match.number("level").value_or(privilege::enable));
  if (level <= session.identity().privilege) {
    session.set_privilege(level);
    co_return Status::done;
  }
  const auto question = session.services().authenticator.enable_question(origin_of(session), level);
  if (question == nothing) {
    take(session, level);
    co_return Status::done;
  }
  const auto config = session.services().running.snapshot();
  if (question == impossible && !config->aaa.new_model)
    co_return co_await refuse(session, "% No password set\n");
  if (question == impossible || session.dialog() == nullptr)
    co_return co_await refuse(session, refusal(*config, level));
  co_return co_await ask_for_password(session, level);
}

net::Task<Status> disable(Session& session, Match match) {
  const auto level = static_cast<unsigned>(match.number("level").value_or(privilege::user));
  if (level > session.identity().privilege) {
    co_return co_await refuse(session, "% The new level is above the present one: use enable.\n");
  }
  session.set_privilege(level);
  co_return Status::done;
}

net::Task<Status> leave(Session&, Match) {
  co_return Status::end_session;
}

bool is_beginning(std::string_view word, std::string_view of) {
  return !word.empty() && equal_ignoring_case(of.substr(0, word.size()), word);
}

// `configure` alone asks from where.
net::Task<bool> is_from_terminal(Session& session) {
  const auto answer =
      co_await session.dialog()->ask("Configuring from terminal, memory, or network [terminal]? ", Echo::on);
  if (!answer) co_return false;
  const std::string_view word = trim(*answer);
  if (word.empty() || is_beginning(word, "terminal")) co_return true;
  if (is_beginning(word, "memory")) {
    co_await run_exec_line(session, "configure memory", std::nullopt);
    co_return false;
  }
  co_await session.write(
      "%Error: only the terminal can be typed at here; for a file use copy FILE running-config\n");
  co_return false;
}

// `revert timer`: false if the change cannot be taken back later; then the typist has been told.
net::Task<bool> arrange_revert(Session& session, const Match& match) {
  const auto minutes = match.number("minutes");
  if (!minutes) co_return true;
  Services& services = session.services();
  if (services.running.snapshot()->archive.path.empty()) {
    co_await session.write("%Please turn config archive on\n");
    co_return false;
  }
  const auto kind = match.has("idle") ? RollbackTimer::Kind::idle : RollbackTimer::Kind::absolute;
  const ConfirmedChange change{.kind = kind, .after = std::chrono::minutes{*minutes}};
  auto plan = co_await prepare_confirmed_change(session, change);
  if (!plan) co_return false;
  start_confirmed_change(services, std::move(*plan));
  co_return true;
}

net::Task<Status> configure(Session& session, Match match) {
  if (session.dialog() == nullptr) {
    co_return co_await refuse(
        session,
        "%Error: nobody can type lines here; log in and type configure, or copy a file to running-config\n");
  }
  if (!match.has("terminal")) {
    const bool goes_on = co_await is_from_terminal(session);
    if (!goes_on) co_return Status::failed;
  }
  Versions& versions = session.services().versions;
  std::string locked = locked_words(session.services());
  if (!locked.empty()) co_return co_await refuse(session, std::move(locked));
  const bool arranged = co_await arrange_revert(session, match);
  if (!arranged) co_return Status::failed;
  versions.log.begin_session(session.identity().line_id());
  session.position() = InGlobal{};
  co_await session.write("Enter configuration commands, one per line.  End with CNTL/Z.\n");
  co_return Status::done;
}

net::Task<Status> do_command(Session& session, Match match) {
  std::string line = match.text("command");
  co_return co_await run_exec_line(session, std::move(line), std::nullopt);
}

}  // namespace

const CommandTable& modes_table() {
  static const CommandTable table{
      action(word("enable", "Take a higher privilege level") /
             maybe(number("level", 0, 15, "Privilege level")))
          .needs(0)
          .runs(enable),
      action(word("disable", "Take a lower privilege level") /
             maybe(number("level", 0, 15, "Privilege level")))
          .needs(0)
          .runs(disable),
      action(word("exit", "End the session")).needs(0).runs(leave),
      action(word("logout", "End the session")).needs(0).runs(leave),
      action(configure_word() /
             maybe(word("terminal", "Line by line, from here") /
                   maybe(revert_word() / word("timer", "Unless it is confirmed in time") /
                         maybe(word("idle", "Counted from the last key")) / rollback_minutes())))
          .runs(configure),
      action(word("do", "Run a command of exec mode") / rest("command", "The command"))
          .in(Mode::global_config)
          .needs(0)
          .runs(do_command),
  };
  return table;
}

}  // namespace ferry::commands
