#include "aaa/authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "aaa/local_methods.h"
#include "aaa/local_users.h"
#include "aaa/lockouts.h"
#include "aaa/servers.h"
#include "base/text.h"

namespace ferry::aaa {
namespace {

using config::MethodKind;
using config::MethodList;

/// What every client knows to be a password question (and no more than one blank behind it, since tools look
/// for it).
constexpr std::string_view password_prompt = "Password: ";

constexpr const char* locked_out =
    "the user is locked out, 'clear aaa local user lockout' lets them in again";

/// As the configuration spells the name of a user who is in it.
std::string local_name(const config::Config& config, const std::string& typed) {
  if (config.users.contains(typed)) return typed;
  const auto same = [&](const auto& entry) { return equal_ignoring_case(entry.first, typed); };
  return std::ranges::find_if(config.users, same)->first;
}

/// What decides logins when no list does, as IOS calls it.
constexpr std::string_view local_list = "Permanent Local";

std::string_view enable_without_list(const Origin& origin) {
  return origin.console ? "console enable - default to enable password (if any)"
                        : "non-console enable - default to enable password";
}

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

/// Null: nobody is asked.
const MethodList* command_methods(const config::Config& config, const Origin& origin, unsigned level) {
  if (!config.aaa.new_model || (origin.console && !config.aaa.console)) return nullptr;
  const auto lists = config.aaa.commands.find(level);
  if (lists == config.aaa.commands.end()) return nullptr;
  const auto& names = line_of(config, origin).command_lists;
  const auto named = names.find(level);
  return find_list(lists->second, named == names.end() ? "default" : named->second);
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

/// The wire names of what signs are not those of the keys (RFC 8332 section 3).
std::string_view key_type_of(std::string_view algorithm) {
  return algorithm == "rsa-sha2-256" || algorithm == "rsa-sha2-512" ? "ssh-rsa" : algorithm;
}

}  // namespace

Authenticator::Authenticator(const config::Store& config, net::Offload& offload, Random& random)
    : config_(config), offload_(offload), decoys_(random) {}

MethodTrace Authenticator::trace(Service service, std::shared_ptr<const config::Config> config,
                                 const std::map<std::string, MethodList>& lists, const std::string& wanted,
                                 std::string_view otherwise) const {
  const MethodTrace trace{sinks_, service, ++decisions_, config};
  const auto* const list = config->aaa.new_model ? find_list(lists, wanted) : nullptr;
  trace.picks(list == nullptr ? "" : lists.contains(wanted) ? wanted : "default", otherwise);
  return trace;
}

net::Task<LoginAnswer> Authenticator::login(Origin origin, std::string list, Secret password) {
  const auto config = config_.snapshot();
  auto methods = login_methods(*config, origin, list);
  if (!methods) co_return LoginAnswer{Outcome::fail, no_login_on(origin)};
  const Question question{Service::login, *config, origin, password, decoys_};
  MethodTrace told = trace(Service::login, config, config->aaa.login, list, local_list);
  const MethodAnswer answer = co_await ask_in_turn(std::move(*methods), question, std::move(told));
  co_return LoginAnswer{answer.outcome, answer.reason, answer.login_level};
}

LoginAnswer Authenticator::may_use_keys(const Origin& origin) const {
  const auto config = config_.snapshot();
  const auto methods = login_methods(*config, origin, line_of(*config, origin).login_list);
  if (!methods) return {Outcome::fail, no_login_on(origin)};
  if (std::ranges::none_of(*methods, asks_local_users, &config::Method::kind)) {
    return {Outcome::fail, "public key: the login list leaves out the local users"};
  }
  if (find_user(*config, origin.user, NameCase::exact) == nullptr)
    return {Outcome::fail, "public key: unknown user"};
  if (lockouts_ != nullptr && lockouts_->is_locked(origin.user)) return {Outcome::fail, locked_out};
  return {Outcome::pass, "public key: a local user"};
}

LoginAnswer Authenticator::public_key(const Origin& origin, std::string_view algorithm, std::string_view md5,
                                      const TokenUse& use) const {
  LoginAnswer allowed = may_use_keys(origin);
  if (allowed.outcome != Outcome::pass) return allowed;
  const auto config = config_.snapshot();
  const auto keys = config->ssh.pubkey_chain.find(origin.user);
  if (keys == config->ssh.pubkey_chain.end()) return {Outcome::fail, "public key: the user has none"};
  const config::PublicKeyHash* found = nullptr;
  for (const auto& key : keys->second) {
    const bool same = equal_secrets(as_bytes(key.md5), as_bytes(md5));
    if (same && key.algorithm == key_type_of(algorithm)) found = &key;
  }
  if (found == nullptr) return {Outcome::fail, "public key: not one of the user's"};
  if (!use.touched && !found->no_touch_required)
    return {Outcome::fail, "public key: nobody touched the security token"};
  if (!use.verified && found->verify_required)
    return {Outcome::fail, "public key: the security token did not verify its user"};
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
  MethodTrace told = trace(Service::exec, config, config->aaa.exec, list, "");
  const MethodAnswer answer = co_await ask_in_turn(*methods, question, std::move(told));
  co_return ExecAnswer{answer.outcome, answer.privilege, answer.reason};
}

bool Authenticator::authorizes_commands(const Origin& origin, unsigned level) const {
  return command_methods(*config_.snapshot(), origin, level) != nullptr;
}

net::Task<CommandAnswer> Authenticator::authorize_command(Origin origin, unsigned privilege,
                                                          CommandWords command, OnError on_error) {
  const auto config = config_.snapshot();
  const auto* const methods = command_methods(*config, origin, command.level);
  if (methods == nullptr) co_return CommandAnswer{Outcome::pass, "no list for commands of this level"};
  const Secret nothing;
  const Question question{Service::command, *config, origin, nothing, decoys_, privilege, &command};
  const MethodTrace told{sinks_, Service::command, ++decisions_, config};
  told.is_about(command);
  MethodWalk walk{*methods, told};
  while (const auto* const method = walk.next()) {
    MethodAnswer answer = co_await ask(*method, question);
    const bool ends = on_error == OnError::deny && Servers::are_asked_by(method->kind);
    if (ends && answer.outcome == Outcome::error) {
      told.hears(answer);
      co_return CommandAnswer{Outcome::fail, fmt::format("{}: {}", describe(*method), answer.reason)};
    }
    walk.answer(std::move(answer));
  }
  const MethodAnswer verdict = walk.verdict();
  co_return CommandAnswer{verdict.outcome, verdict.reason};
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
  MethodTrace told =
      trace(Service::enable, config, config->aaa.enable, "default", enable_without_list(origin));
  const MethodAnswer answer =
      co_await ask_in_turn(enable_methods(*config, origin), question, std::move(told));
  co_return LoginAnswer{answer.outcome, answer.reason};
}

net::Task<MethodAnswer> Authenticator::ask_in_turn(MethodList methods, const Question& question,
                                                   MethodTrace trace) {
  MethodWalk walk{std::move(methods), std::move(trace)};
  while (const auto* method = walk.next()) {
    MethodAnswer answer = co_await ask(*method, question);
    walk.answer(std::move(answer));
  }
  co_return walk.verdict();
}

net::Task<MethodAnswer> Authenticator::ask(config::Method method, const Question& question) {
  if (Servers::are_asked_by(method.kind)) co_return co_await ask_servers(method, question);
  const bool is_quick = question.service == Service::exec || question.service == Service::command;
  if (is_quick) co_return ask_local(method.kind, question);
  const auto check = [&] { return ask_local(method.kind, question); };
  MethodAnswer answer = co_await offload_.run(check);
  const bool is_local_login = question.service == Service::login && asks_local_users(method.kind);
  co_return is_local_login ? watch(question, std::move(answer)) : std::move(answer);
}

// Who administers the device cannot be locked out of it by somebody who guesses.
MethodAnswer Authenticator::watch(const Question& question, MethodAnswer answer) const {
  const auto most = question.config.aaa.max_fail;
  if (lockouts_ == nullptr || !most || answer.outcome == Outcome::error) return answer;
  const std::string name = local_name(question.config, question.origin.user);
  if (question.config.users.at(name).privilege == highest_level) return answer;
  if (lockouts_->is_locked(name)) return {Outcome::fail, locked_out};
  if (answer.outcome == Outcome::pass) {
    lockouts_->succeeded(name);
  } else {
    lockouts_->failed(name, *most);
  }
  return answer;
}

net::Task<MethodAnswer> Authenticator::ask_servers(config::Method method, const Question& question) {
  if (servers_ == nullptr) co_return MethodAnswer{Outcome::error, "no server is configured"};
  ServerAnswer answer;
  if (question.service == Service::exec) {
    AuthorizationRequest request{.origin = question.origin};
    answer = co_await servers_->authorize(question.config, method, std::move(request));
  } else if (question.service == Service::command) {
    AuthorizationRequest request{
        .origin = question.origin, .privilege = question.level, .command = question.command->words};
    answer = co_await servers_->authorize(question.config, method, std::move(request));
  } else {
    AuthenticationRequest request{.service = question.service,
                                  .origin = question.origin,
                                  .level = question.level,
                                  .password = std::make_shared<const Secret>(question.password.clone())};
    answer = co_await servers_->authenticate(question.config, method, std::move(request));
  }
  co_return MethodAnswer{answer.outcome, std::move(answer.reason), answer.privilege, answer.login_level};
}

/// Walks through the list of a login, and turns to the user where a method does.
class MethodDialogue final : public LoginDialogue {
 public:
  MethodDialogue(Authenticator& authenticator, Origin origin, const std::string& list)
      : authenticator_(authenticator),
        config_(authenticator.config_.snapshot()),
        origin_(std::move(origin)),
        methods_(login_methods(*config_, origin_, list)),
        walk_(methods_.value_or(MethodList{}),
              authenticator.trace(Service::login, config_, config_->aaa.login, list, local_list)) {}

  net::Task<Step> start() override { return go_on(); }
  net::Task<Step> answer(Secret typed) override;

 private:
  net::Task<Step> go_on();
  net::Task<Step> ask_servers(config::Method method);
  net::Task<Step> take(ServerLogin::Step step);

  Authenticator& authenticator_;
  std::shared_ptr<const config::Config> config_;
  Origin origin_;
  std::optional<MethodList> methods_;
  MethodWalk walk_;
  std::unique_ptr<ServerLogin> server_;     // the one that asks
  std::shared_ptr<const Secret> password_;  // the first answer: good for the methods behind, too
};

net::Task<LoginDialogue::Step> MethodDialogue::answer(Secret typed) {
  const auto secret = std::make_shared<const Secret>(std::move(typed));
  if (!password_) password_ = secret;
  if (!server_) co_return co_await go_on();
  ServerLogin::Step step = co_await server_->answer(secret);
  co_return co_await take(std::move(step));
}

net::Task<LoginDialogue::Step> MethodDialogue::go_on() {
  while (const auto* const method = walk_.next()) {
    if (Servers::are_asked_by(method->kind) && authenticator_.servers_ != nullptr && !password_)
      co_return co_await ask_servers(*method);
    if (!password_) co_return ServerPrompt{std::string{password_prompt}, false};
    const Question question{Service::login, *config_, origin_, *password_, authenticator_.decoys_};
    MethodAnswer said = co_await authenticator_.ask(*method, question);
    walk_.answer(std::move(said));
  }
  // A line that takes no logins asks as any other does.
  if (!password_ && !methods_) co_return ServerPrompt{std::string{password_prompt}, false};
  if (!methods_) co_return LoginAnswer{Outcome::fail, no_login_on(origin_)};
  const MethodAnswer verdict = walk_.verdict();
  co_return LoginAnswer{verdict.outcome, verdict.reason, verdict.login_level};
}

net::Task<LoginDialogue::Step> MethodDialogue::ask_servers(config::Method method) {
  AuthenticationRequest request{.service = Service::login, .origin = origin_, .password = nullptr};
  server_ = authenticator_.servers_->begin(*config_, method, std::move(request));
  ServerLogin::Step step = co_await server_->start();
  co_return co_await take(std::move(step));
}

net::Task<LoginDialogue::Step> MethodDialogue::take(ServerLogin::Step step) {
  if (auto* prompt = std::get_if<ServerPrompt>(&step)) co_return std::move(*prompt);
  auto& said = std::get<ServerAnswer>(step);
  server_.reset();
  walk_.answer({.outcome = said.outcome, .reason = std::move(said.reason), .login_level = said.login_level});
  co_return co_await go_on();
}

std::unique_ptr<LoginDialogue> Authenticator::begin_login(Origin origin, std::string list) {
  return std::make_unique<MethodDialogue>(*this, std::move(origin), list);
}

}  // namespace ferry::aaa
