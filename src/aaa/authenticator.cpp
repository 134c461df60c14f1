#include "aaa/authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "aaa/local_methods.h"
#include "aaa/local_users.h"

namespace ferry::aaa {
namespace {

using config::MethodKind;
using config::MethodList;

MethodList only(MethodKind kind) {
  return {config::Method{.kind = kind, .group = {}}};
}

/// The methods that decide a login; none if the line takes no logins by user.
std::optional<MethodList> login_methods(const config::Config& config, const Origin& origin,
                                        const std::string& list) {
  if (config.aaa.new_model) {
    const auto* const named = find_list(config.aaa.login, list);
    return named != nullptr ? *named : only(MethodKind::local);
  }
  if (line_of(config, origin).login_local) return only(MethodKind::local);
  return std::nullopt;
}

MethodList enable_methods(const config::Config& config, const Origin& origin) {
  const auto* const list = config.aaa.new_model ? find_list(config.aaa.enable, "default") : nullptr;
  if (list != nullptr) return *list;
  const bool any_password = !config.enable_secrets.empty() || !config.enable_passwords.empty();
  return only(origin.console && !any_password ? MethodKind::none : MethodKind::enable);
}

bool can_ask_for_password(MethodKind kind, const config::Config& config, const Origin& origin,
                          unsigned level) {
  if (kind == MethodKind::enable)
    return config.enable_secrets.contains(level) || config.enable_passwords.contains(level);
  if (kind == MethodKind::line) return line_of(config, origin).password.has_value();
  return true;
}

std::string no_login_on(const Origin& origin) {
  return fmt::format("line vty {}: SSH needs users, 'login local' or 'aaa new-model' is missing",
                     origin.line);
}

bool asks_local_users(MethodKind kind) {
  return kind == MethodKind::local || kind == MethodKind::local_case;
}

/// What the server groups say. There is no way to configure a server, so no group has one that could answer.
MethodAnswer ask_servers() {
  return {Outcome::error, "no server is configured"};
}

bool is_server_group(MethodKind kind) {
  return kind == MethodKind::group_tacacs || kind == MethodKind::group_radius ||
         kind == MethodKind::group_named;
}

/// The wire names of what signs are not those of the keys (RFC 8332 section 3).
std::string_view key_type_of(std::string_view algorithm) {
  return algorithm == "rsa-sha2-256" || algorithm == "rsa-sha2-512" ? "ssh-rsa" : algorithm;
}

}  // namespace

Authenticator::Authenticator(const config::Store& config, net::Offload& offload, Random& random)
    : config_(config), offload_(offload), decoys_(random) {}

net::Task<LoginAnswer> Authenticator::login(Origin origin, std::string list, Secret password) {
  const auto config = config_.snapshot();
  auto methods = login_methods(*config, origin, list);
  if (!methods) co_return LoginAnswer{Outcome::fail, no_login_on(origin)};
  const Question question{Service::login, *config, origin, password, decoys_};
  const MethodAnswer answer = co_await ask_in_turn(std::move(*methods), question);
  co_return LoginAnswer{answer.outcome, answer.reason};
}

LoginAnswer Authenticator::public_key(const Origin& origin, std::string_view algorithm,
                                      std::string_view md5) const {
  const auto config = config_.snapshot();
  const auto methods = login_methods(*config, origin, line_of(*config, origin).login_list);
  if (!methods) return {Outcome::fail, no_login_on(origin)};
  if (std::ranges::none_of(*methods, asks_local_users, &config::Method::kind)) {
    return {Outcome::fail, "public key: the login list leaves out the local users"};
  }
  if (find_user(*config, origin.user, NameCase::exact) == nullptr)
    return {Outcome::fail, "public key: unknown user"};
  const auto keys = config->ssh.pubkey_chain.find(origin.user);
  if (keys == config->ssh.pubkey_chain.end()) return {Outcome::fail, "public key: the user has none"};
  bool found = false;
  for (const auto& key : keys->second) {
    const bool same = equal_secrets(as_bytes(key.md5), as_bytes(md5));
    found |= same && key.algorithm == key_type_of(algorithm);
  }
  if (!found) return {Outcome::fail, "public key: not one of the user's"};
  return {Outcome::pass, "public key: one of the user's"};
}

net::Task<ExecAnswer> Authenticator::authorize_exec(Origin origin, std::string list) {
  const auto config = config_.snapshot();
  const unsigned line_level = line_of(*config, origin).privilege;
  if (!config->aaa.new_model) {
    const auto* const user = find_user(*config, origin.user, NameCase::ignored);
    // Level 1 is what a user has who was given none, and then the line's counts.
    const bool own = user != nullptr && user->privilege != login_level;
    co_return ExecAnswer{Outcome::pass, own ? user->privilege : line_level,
                         own ? "privilege of the user" : "privilege of the line"};
  }
  const auto* const methods = find_list(config->aaa.exec, list);
  if (methods == nullptr) {
    co_return ExecAnswer{Outcome::pass, line_level, "no exec authorization: privilege of the line", false};
  }
  const Secret nothing;
  const Question question{Service::exec, *config, origin, nothing, decoys_};
  const MethodAnswer answer = co_await ask_in_turn(*methods, question);
  co_return ExecAnswer{answer.outcome, answer.privilege, answer.reason};
}

Authenticator::EnableQuestion Authenticator::enable_question(const Origin& origin, unsigned level) const {
  const auto config = config_.snapshot();
  for (const config::Method& method : enable_methods(*config, origin)) {
    if (method.kind == MethodKind::none) return EnableQuestion::nothing;
    if (can_ask_for_password(method.kind, *config, origin, level)) return EnableQuestion::password;
  }
  return EnableQuestion::impossible;
}

net::Task<LoginAnswer> Authenticator::enable(Origin origin, unsigned level, Secret password) {
  const auto config = config_.snapshot();
  const Question question{Service::enable, *config, origin, password, decoys_, level};
  const MethodAnswer answer = co_await ask_in_turn(enable_methods(*config, origin), question);
  co_return LoginAnswer{answer.outcome, answer.reason};
}

net::Task<MethodAnswer> Authenticator::ask_in_turn(MethodList methods, const Question& question) {
  MethodWalk walk{std::move(methods)};
  while (const auto* method = walk.next()) {
    MethodAnswer answer = co_await ask(*method, question);
    walk.answer(std::move(answer));
  }
  co_return walk.verdict();
}

net::Task<MethodAnswer> Authenticator::ask(config::Method method, const Question& question) {
  if (is_server_group(method.kind)) co_return ask_servers();
  if (question.service == Service::exec) co_return ask_local(method.kind, question);
  const auto check = [&] { return ask_local(method.kind, question); };
  MethodAnswer answer = co_await offload_.run(check);
  co_return answer;
}

}  // namespace ferry::aaa
