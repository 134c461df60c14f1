#include <fmt/format.h>

#include <algorithm>

#include "aaa/authenticator.h"
#include "aaa/local_methods.h"
#include "aaa/local_users.h"
#include "aaa/lockouts.h"
#include "aaa/servers.h"
#include "commands/aaa_methods.h"
#include "commands/command_authorization.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Method;
using config::MethodKind;
using config::MethodList;

using Lists = std::map<std::string, MethodList>;

/// Who is explained: a user who comes in over the network.
struct Subject {
  const Services& services;
  const Config& config;
  aaa::Origin origin;
};

std::string_view words_for(aaa::ServerHealth::State state) {
  switch (state) {
    case aaa::ServerHealth::State::up:
      return "up";
    case aaa::ServerHealth::State::paused:
      return "passed over for a moment, it did not answer";
    case aaa::ServerHealth::State::dead:
      return "dead, passed over";
  }
  std::unreachable();
}

std::string about_servers(const Subject& subject, const Method& method) {
  const auto members = subject.services.servers == nullptr
                           ? std::vector<aaa::Servers::Member>{}
                           : subject.services.servers->members(subject.config, method);
  if (members.empty()) return "     no server is configured: the next method is asked\n";
  std::string text;
  for (const auto& member : members)
    text += fmt::format("     server {}: {}\n", member.name, words_for(member.state));
  return text;
}

std::string about_user(const Subject& subject, MethodKind kind) {
  const auto name_case = kind == MethodKind::local_case ? aaa::NameCase::exact : aaa::NameCase::ignored;
  const config::User* const user = aaa::find_user(subject.config, subject.origin.user, name_case);
  if (user == nullptr) return "     the user is not in the configuration: the next method is asked\n";
  std::string text = fmt::format("     in the configuration, level {}, {}\n", user->privilege,
                                 user->password ? "with a password" : "without a password: no login by one");
  if (subject.services.lockouts != nullptr && subject.services.lockouts->is_locked(subject.origin.user))
    text += "     locked out, 'clear aaa local user lockout' lets them in again\n";
  return text;
}

std::string about(const Subject& subject, const Method& method) {
  if (aaa::Servers::are_asked_by(method.kind)) return about_servers(subject, method);
  switch (method.kind) {
    case MethodKind::local:
    case MethodKind::local_case:
      return about_user(subject, method.kind);
    case MethodKind::line:
      return aaa::line_of(subject.config, subject.origin).password ? "" : "     the line has no password\n";
    case MethodKind::enable:
      return subject.config.enable_secrets.empty() && subject.config.enable_passwords.empty()
                 ? "     there is no enable secret\n"
                 : "";
    default:
      return "";
  }
}

std::string about_methods(const Subject& subject, const MethodList& methods) {
  std::string text;
  unsigned number = 0;
  for (const Method& method : methods)
    text += fmt::format("  {}. {}\n{}", ++number, aaa::describe(method), about(subject, method));
  return text;
}

/// Which list of these applies on a line that names `named`, or why none does.
std::string about_list(const Subject& subject, const Lists& lists, const std::string& named,
                       std::string_view without) {
  const MethodList* const found = aaa::find_list(lists, named);
  if (found == nullptr) return fmt::format("no list: {}\n", without);
  const bool is_named = lists.contains(named);
  return fmt::format("list '{}'{}\n{}", is_named ? named : "default",
                     is_named ? "" : fmt::format(" (the line names '{}', which does not exist)", named),
                     about_methods(subject, *found));
}

std::string about_login(const Subject& subject) {
  const config::LineVty& line = aaa::line_of(subject.config, subject.origin);
  if (!subject.config.aaa.new_model) {
    if (!line.login_local) return "Login: nobody, 'login local' or 'aaa new-model' is missing\n";
    return "Login: the local users ('login local')\n" + about_user(subject, MethodKind::local);
  }
  return "Login: " + about_list(subject, subject.config.aaa.login, line.login_list, "the local users") +
         "  The first that can tell decides: its yes and its no are final.\n";
}

std::string verdict(aaa::Outcome outcome, const std::string& detail, const std::string& reason) {
  const bool passed = outcome == aaa::Outcome::pass;
  return fmt::format("  Asked just now: {}{} ({})\n", passed ? "yes" : "no", passed ? detail : "", reason);
}

/// What is said of a session, and the level that it would have.
struct AboutSession {
  std::string text;
  unsigned level = aaa::login_level;
};

net::Task<AboutSession> about_exec(const Subject& subject) {
  const std::string named = aaa::line_of(subject.config, subject.origin).exec_list;
  std::string text = "Session: ";
  if (subject.config.aaa.new_model) {
    text += about_list(subject, subject.config.aaa.exec, named, "everybody, at the level of the line");
  } else {
    text += "everybody who has logged in\n";
  }
  const aaa::ExecAnswer answer =
      co_await subject.services.authenticator.authorize_exec(subject.origin, named);
  text += verdict(answer.outcome, fmt::format(", level {}", answer.privilege), answer.reason);
  co_return AboutSession{std::move(text), answer.privilege};
}

net::Task<std::string> about_command(const Subject& subject, unsigned user_level, aaa::CommandWords command) {
  const unsigned level = command.level;
  std::string text;
  if (user_level < level)
    text = fmt::format("At level {} there is no such command: 'enable' comes first, and then\n", user_level);
  text += fmt::format("Command '{}', which needs level {}: ", fmt::join(command.words, " "), level);
  const auto lists = subject.config.aaa.commands.find(level);
  if (!subject.config.aaa.new_model || lists == subject.config.aaa.commands.end())
    co_return text +
        fmt::format("everybody of level {}, there is no 'aaa authorization commands {}'\n", level, level);
  const auto& names = aaa::line_of(subject.config, subject.origin).command_lists;
  const auto named = names.find(level);
  text += about_list(subject, lists->second, named == names.end() ? "default" : named->second,
                     fmt::format("everybody of level {}", level));
  const aaa::CommandAnswer answer = co_await subject.services.authenticator.authorize_command(
      subject.origin, std::max(level, aaa::login_level), std::move(command));
  co_return text + verdict(answer.outcome, "", answer.reason);
}

net::Task<Status> explain(Session& session, Match match) {
  const auto config = session.services().running.snapshot();
  const Identity& who = session.identity();
  const Subject subject{session.services(),
                        *config,
                        {.user = match.text("user"),
                         .address = who.on_console() ? "127.0.0.1" : who.address,
                         .line = who.on_console() ? 0 : who.line}};
  std::string text = fmt::format("User {} on line vty {}\n\n{}\n", subject.origin.user, subject.origin.line,
                                 about_login(subject));
  const AboutSession at_login = co_await about_exec(subject);
  text += at_login.text;
  const std::string typed = match.text("command");
  if (!typed.empty()) {
    const Vocabulary no_names;
    const Scope everything{.privilege = privilege::enable, .config = *config, .vocabulary = no_names};
    const auto command = grammar().match(everything, typed);
    if (!command) {
      co_await session.write(text + fmt::format("\n% '{}' is no command of exec mode\n", typed));
      co_return Status::failed;
    }
    text += "\n" + co_await about_command(subject, at_login.level, command_words(*command));
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& aaa_explain_table() {
  const Path command = rest("command", "A command that the user wants to run");
  static const CommandTable table{
      action(aaa_word() / word("explain", "Which list, method and server would decide, and why") /
             text("user", "User name") / maybe(one_of(word("command", "A command") / command, command)))
          .runs(explain),
  };
  return table;
}

}  // namespace ferry::commands
