#include "aaa/local_methods.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "aaa/local_users.h"

namespace ferry::aaa {
namespace {

using config::MethodKind;

const config::User* find_user(MethodKind kind, const Question& question) {
  const auto name_case = kind == MethodKind::local_case ? NameCase::exact : NameCase::ignored;
  return find_user(question.config, question.origin.user, name_case);
}

MethodAnswer login_local(MethodKind kind, const Question& question) {
  const auto* const user = find_user(kind, question);
  const auto* const real = user != nullptr && user->password ? &*user->password : nullptr;
  const bool opened = matches(plan_verification(question.config, real, question.decoys), question.password);
  if (user == nullptr) return {Outcome::error, "unknown user"};
  if (real == nullptr) return {Outcome::fail, "the user has no password"};
  if (!opened) return {Outcome::fail, "wrong password"};
  return {Outcome::pass, "right password"};
}

MethodAnswer exec_local(MethodKind kind, const Question& question) {
  const auto* const user = find_user(kind, question);
  if (user == nullptr) return {Outcome::error, "unknown user"};
  return {Outcome::pass, "privilege of the user", user->privilege};
}

/// `missing` is what to say when there is no password to compare with.
MethodAnswer check_password(const std::optional<config::Password>& stored, const Secret& typed,
                            std::string_view missing) {
  if (!stored) return {Outcome::error, std::string{missing}};
  if (!password_matches(*stored, typed)) return {Outcome::fail, "wrong password"};
  return {Outcome::pass, "right password"};
}

MethodAnswer enable_password(MethodKind, const Question& question) {
  const auto stored = [&](const std::map<unsigned, config::Password>& by_level) {
    const auto found = by_level.find(question.level);
    return found == by_level.end() ? std::nullopt : std::optional{found->second};
  };
  const auto secret = stored(question.config.enable_secrets);
  const auto password = stored(question.config.enable_passwords);
  return check_password(secret ? secret : password, question.password,
                        fmt::format("no enable secret or password is set for level {}", question.level));
}

MethodAnswer line_password(MethodKind, const Question& question) {
  const auto& line = line_of(question.config, question.origin);
  return check_password(line.password, question.password, "the line has no password");
}

MethodAnswer ask_nothing(MethodKind, const Question&) {
  return {Outcome::pass, "nothing is asked", login_level};
}

/// The level has been looked at before anybody is asked: who is in the configuration may run what it allows.
MethodAnswer command_local(MethodKind kind, const Question& question) {
  if (find_user(kind, question) == nullptr) return {Outcome::error, "unknown user"};
  return {Outcome::pass, "a local user"};
}

MethodAnswer command_if_authenticated(MethodKind, const Question& question) {
  if (question.origin.user.empty()) return {Outcome::error, "nobody has logged in"};
  return {Outcome::pass, "authenticated"};
}

/// Nobody asks for authorization who is not authenticated; only a level nobody gives them.
MethodAnswer is_authenticated(MethodKind, const Question&) {
  return {Outcome::pass, "authenticated", login_level};
}

using Ask = MethodAnswer (*)(MethodKind, const Question&);

struct LocalMethod {
  Service service;
  MethodKind kind;
  Ask ask;
};

constexpr LocalMethod local_methods[] = {
    {Service::login, MethodKind::local, login_local},
    {Service::login, MethodKind::local_case, login_local},
    {Service::login, MethodKind::enable, enable_password},
    {Service::login, MethodKind::line, line_password},
    {Service::login, MethodKind::none, ask_nothing},
    {Service::exec, MethodKind::local, exec_local},
    {Service::exec, MethodKind::if_authenticated, is_authenticated},
    {Service::exec, MethodKind::none, ask_nothing},
    {Service::command, MethodKind::local, command_local},
    {Service::command, MethodKind::if_authenticated, command_if_authenticated},
    {Service::command, MethodKind::none, ask_nothing},
    {Service::enable, MethodKind::enable, enable_password},
    {Service::enable, MethodKind::line, line_password},
    {Service::enable, MethodKind::none, ask_nothing},
};

}  // namespace

MethodAnswer ask_local(MethodKind kind, const Question& question) {
  for (const auto& method : local_methods) {
    if (method.service == question.service && method.kind == kind) return method.ask(kind, question);
  }
  return {Outcome::error, "has no answer to this"};
}

const config::LineVty& line_of(const config::Config& config, const Origin& origin) {
  static const config::LineVty unconfigured;
  if (origin.console) return config.console;
  const auto holds = [&](const auto& line) { return line.first <= origin.line && origin.line <= line.last; };
  const auto found = std::ranges::find_if(config.vty, holds);
  if (found != config.vty.end()) return *found;
  return config.vty.empty() ? unconfigured : config.vty.back();
}

}  // namespace ferry::aaa
