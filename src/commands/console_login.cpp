#include "commands/console_login.h"

#include <algorithm>
#include <utility>

#include "aaa/delay.h"
#include "aaa/local_users.h"
#include "commands/login_report.h"
#include "log/catalogue.h"
#include "net/notifier.h"

namespace ferry::commands {
namespace {

constexpr int login_tries = 3;

const config::MethodList* console_methods(const config::Config& config) {
  auto found = config.aaa.login.find(config.console.login_list);
  if (found == config.aaa.login.end()) found = config.aaa.login.find("default");
  return found == config.aaa.login.end() ? nullptr : &found->second;
}

bool asks_for_user(const config::Method& method) {
  using enum config::MethodKind;
  return method.kind != none && method.kind != line && method.kind != enable;
}

struct Credentials {
  std::string user;
  Secret password;
};

net::Task<std::optional<Credentials>> ask(Session& session, ConsoleQuestion question) {
  Credentials typed;
  if (question == ConsoleQuestion::user) {
    auto user = co_await session.dialog()->ask("Username: ", Echo::on);
    if (!user) co_return std::nullopt;
    typed.user = std::move(*user);
  }
  auto password = co_await session.dialog()->ask("Password: ", Echo::off);
  if (!password) co_return std::nullopt;
  typed.password = Secret{*password};
  wipe({reinterpret_cast<Byte*>(password->data()), password->size()});
  co_return typed;
}

aaa::LoginAnswer check_line_password(const config::Config& config, const Secret& typed) {
  if (!config.console.password) return {aaa::Outcome::fail, "the line has no password"};
  const bool right = aaa::password_matches(*config.console.password, typed);
  return {right ? aaa::Outcome::pass : aaa::Outcome::fail, right ? "right password" : "wrong password"};
}

net::Task<aaa::LoginAnswer> check(Session& session, const config::Config& config, Credentials typed) {
  const Services& services = session.services();
  if (!config.aaa.new_model && !config.console.login_local) {
    co_return co_await services.offload.run([&] { return check_line_password(config, typed.password); });
  }
  const aaa::Origin origin{.user = typed.user, .address = "console", .line = 0, .console = true};
  co_return co_await services.authenticator.login(origin, config.console.login_list,
                                                  std::move(typed.password));
}

// The user's own level counts with `login local`, and otherwise the line's, unless exec authorization is
// wanted for the console, too.
net::Task<aaa::ExecAnswer> authorize(const Session& session, const config::Config& config,
                                     const std::string& name) {
  const unsigned line_level = config.console.privilege;
  if (config.aaa.new_model && config.aaa.console) {
    const aaa::Origin origin{.user = name, .address = "console", .line = 0, .console = true};
    co_return co_await session.services().authenticator.authorize_exec(origin, config.console.exec_list);
  }
  if (config.aaa.new_model || !config.console.login_local)
    co_return aaa::ExecAnswer{aaa::Outcome::pass, line_level, "privilege of the line"};
  const config::User* user = aaa::find_user(config, name, aaa::NameCase::ignored);
  co_return aaa::ExecAnswer{aaa::Outcome::pass, user == nullptr ? line_level : user->privilege,
                            "privilege of the user"};
}

// False if they are not authorized, and have been told.
net::Task<bool> admit(Session& session, const config::Config& config, const std::string& user) {
  const Services& services = session.services();
  const log::Caller caller{.user = user, .address = "console", .line = 0, .local_port = 0};
  report_login_success(services, caller);
  const aaa::ExecAnswer answer = co_await authorize(session, config, user);
  if (answer.outcome != aaa::Outcome::pass) {
    log::exec_denied(services.log, caller, answer.reason);
    co_await session.write("% Authorization failed.\n");
    co_return false;
  }
  session.set_user(user);
  session.set_privilege(answer.privilege);
  co_return true;
}

net::Task<void> refuse(Session& session, const std::string& user, const aaa::LoginAnswer& answer,
                       TimePoint started) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  const TimePoint now = services.clock.now();
  co_await net::sleep_until(now + aaa::failed_login_delay(now - started));
  const log::Caller caller{.user = user, .address = "console", .line = 0, .local_port = 0};
  report_login_failure(services, caller, answer.reason);
  co_await session.write(config->aaa.new_model ? "% Authentication failed\n\n" : "% Login invalid\n\n");
}

}  // namespace

ConsoleQuestion console_question(const config::Config& config) {
  if (config.aaa.new_model) {
    const config::MethodList* methods = console_methods(config);
    if (methods == nullptr || methods->empty()) return ConsoleQuestion::nothing;
    if (methods->front().kind == config::MethodKind::none) return ConsoleQuestion::nothing;
    return std::ranges::any_of(*methods, asks_for_user) ? ConsoleQuestion::user : ConsoleQuestion::password;
  }
  if (config.console.login_local) return ConsoleQuestion::user;
  return config.console.login ? ConsoleQuestion::password : ConsoleQuestion::nothing;
}

net::Task<bool> log_in_on_console(Session& session) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  const ConsoleQuestion question = console_question(*config);
  session.set_user("");
  session.set_privilege(config->console.privilege);
  if (question == ConsoleQuestion::nothing) co_return true;
  co_await session.write("\n\nUser Access Verification\n\n");
  for (int count = 0; count < login_tries; ++count) {
    auto typed = co_await ask(session, question);
    if (!typed) co_return false;
    const std::string user = typed->user;
    const TimePoint started = services.clock.now();
    const aaa::LoginAnswer answer = co_await check(session, *config, std::move(*typed));
    if (answer.outcome == aaa::Outcome::pass) co_return co_await admit(session, *config, user);
    co_await refuse(session, user, answer, started);
  }
  co_return false;
}

}  // namespace ferry::commands
