#include "commands/exec_line.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr int password_tries = 3;

std::string refusal(const config::Config& config) {
  if (config.aaa.new_model) return "% Error in authentication.\n";
  return !config.enable_secrets.empty() ? "% Bad secrets\n" : "% Bad passwords\n";
}

// Without AAA and without any password only the console may enable: whoever sits there owns the device.
bool needs_no_password(const config::Config& config, const Session& session) {
  return !config.aaa.new_model && config.enable_secrets.empty() && config.enable_passwords.empty() &&
         session.identity().on_console();
}

net::Task<Status> refuse(Session& session, std::string text) {
  co_await session.write(std::move(text));
  co_return Status::failed;
}

net::Task<Status> ask_for_password(Session& session, unsigned level) {
  const auto config = session.services().running.snapshot();
  const Identity& who = session.identity();
  const aaa::Origin origin{.user = who.user, .address = who.address, .line = who.line};
  const int tries = config->aaa.new_model ? 1 : password_tries;
  for (int count = 0; count < tries; ++count) {
    auto typed = co_await session.dialog()->ask("Password: ", Echo::off);
    if (!typed) co_return Status::failed;
    Secret password{*typed};
    wipe({reinterpret_cast<Byte*>(typed->data()), typed->size()});
    const aaa::LoginAnswer answer =
        co_await session.services().authenticator.enable(origin, level, std::move(password));
    if (answer.outcome == aaa::Outcome::pass) {
      session.set_privilege(level);
      co_return Status::done;
    }
  }
  co_return co_await refuse(session, refusal(*config));
}

net::Task<Status> enable(Session& session, Match match) {
  const auto level = static_cast<unsigned>(match.number("level").value_or(privilege::enable));
  const auto config = session.services().running.snapshot();
  if (level <= session.identity().privilege || needs_no_password(*config, session)) {
    session.set_privilege(level);
    co_return Status::done;
  }
  if (!config->aaa.new_model && config->enable_secrets.empty() && config->enable_passwords.empty()) {
    co_return co_await refuse(session, "% No password set\n");
  }
  if (session.dialog() == nullptr) co_return co_await refuse(session, refusal(*config));
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

net::Task<Status> configure(Session& session, Match) {
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
      action(word("configure", "Change the configuration") / word("terminal", "Line by line, from here"))
          .runs(configure),
      action(word("do", "Run a command of exec mode") / rest("command", "The command"))
          .in(Mode::global_config)
          .runs(do_command),
  };
  return table;
}

}  // namespace ferry::commands
