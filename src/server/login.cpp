#include "server/login.h"

#include <utility>

#include "aaa/delay.h"
#include "commands/login_report.h"
#include "net/notifier.h"
#include "server/gate.h"
#include "server/key_check.h"
#include "ssh/certificate.h"

namespace ferry::server {
namespace {

/// What is taken for granted before anything is signed.
constexpr ssh::KeyUse promised_use{.in_token = true, .touched = true, .verified = true};

/// RFC 4256 section 3.4: as many answers as there were prompts; ours was one.
std::optional<Secret> only_answer(ssh::InteractiveAnswers& answers) {
  if (answers.answers.size() != 1) return std::nullopt;
  return std::move(answers.answers.front());
}

/// Says in the log that logins are taken again, when they are.
net::Task<void> await_end_of_quiet(Context context, TimePoint until) {
  const commands::Services& services = context.services;
  co_await net::sleep_until(until);
  if (services.logins.notice_end_of_quiet()) log::quiet_mode_off(services.log);
}

void note_failure(const LoginDesk& desk, std::string_view reason) {
  const aaa::Origin& origin = desk.origin;
  const log::Caller caller{origin.user, origin.address, origin.line, desk.port};
  const auto quiet = commands::report_login_failure(desk.context.services, caller, reason);
  if (quiet) desk.loop.spawn(await_end_of_quiet(desk.context, quiet->until));
}

/// Tells a refusal no sooner than any other refusal would be told, and says why in the log only.
net::Task<ssh::Decision> refuse(LoginDesk desk, TimePoint started) {
  const Clock& clock = desk.context.services.clock;
  const TimePoint now = clock.now();
  co_await net::sleep_until(now + aaa::failed_login_delay(now - started));
  co_return ssh::Reject{};
}

/// `login delay`: whoever has just failed from this address waits.
net::Task<void> wait_for_turn(LoginDesk desk) {
  const commands::Services& services = desk.context.services;
  const auto config = services.running.snapshot();
  const Duration wait = services.logins.wait_before_attempt(config->login, desk.origin.address);
  if (wait > Duration::zero()) co_await net::sleep_until(services.clock.now() + wait);
}

/// Who began to log in before logins were refused is refused all the same, whatever the password.
bool is_refused_now(const LoginDesk& desk) {
  const commands::Services& services = desk.context.services;
  const auto config = services.running.snapshot();
  if (!is_refused_in_quiet_mode(services, *config, desk.origin.address)) return false;
  const Duration left = services.logins.state(config->login).quiet_left.value_or(Duration::zero());
  log::quiet_mode_refused(services.log, desk.origin.address, std::chrono::ceil<std::chrono::seconds>(left));
  return true;
}

/// True if this is the password that was refused last; remembers it.
bool is_repeated(LoginDesk& desk, Secret password) {
  const bool same = desk.refused.user == desk.origin.user && equal_secrets(desk.refused.password, password);
  desk.refused = {.user = desk.origin.user, .password = std::move(password)};
  return same;
}

/// What AAA has said, as the client is told it. `typed` is what it was said about.
net::Task<ssh::Decision> conclude(LoginDesk desk, aaa::LoginAnswer verdict, Secret typed, TimePoint started) {
  // Logins may have been refused while this one was looked at.
  const bool too_late = verdict.outcome == aaa::Outcome::pass && is_refused_now(desk);
  if (verdict.outcome == aaa::Outcome::pass && !too_late) {
    desk.login_level = verdict.login_level;
    co_return ssh::Accept{};
  }
  if (!too_late && !is_repeated(desk, std::move(typed))) note_failure(desk, verdict.reason);
  co_return co_await refuse(std::move(desk), started);
}

net::Task<ssh::Decision> decide_password(LoginDesk desk, Secret password) {
  co_await wait_for_turn(desk);
  const TimePoint started = desk.context.services.clock.now();
  if (is_refused_now(desk)) co_return co_await refuse(std::move(desk), started);
  auto& authenticator = desk.context.services.authenticator;
  Secret typed = password.clone();
  aaa::LoginAnswer verdict = co_await authenticator.login(desk.origin, desk.list, std::move(password));
  co_return co_await conclude(std::move(desk), std::move(verdict), std::move(typed), started);
}

/// The next question of the dialogue, or its end.
net::Task<ssh::Decision> go_on(LoginDesk desk, aaa::LoginDialogue::Step step, Secret typed,
                               TimePoint started) {
  if (auto* prompt = std::get_if<aaa::ServerPrompt>(&step)) {
    co_return ssh::Ask{{{std::move(prompt->text), prompt->echo}}};
  }
  desk.dialogue.reset();
  auto& verdict = std::get<aaa::LoginAnswer>(step);
  co_return co_await conclude(std::move(desk), std::move(verdict), std::move(typed), started);
}

net::Task<ssh::Decision> begin_dialogue(LoginDesk desk) {
  const TimePoint started = desk.context.services.clock.now();
  desk.dialogue = desk.context.services.authenticator.begin_login(desk.origin, desk.list);
  aaa::LoginDialogue::Step step = co_await desk.dialogue->start();
  co_return co_await go_on(std::move(desk), std::move(step), Secret{}, started);
}

net::Task<ssh::Decision> decide_answer(LoginDesk desk, std::optional<Secret> answer) {
  co_await wait_for_turn(desk);
  const TimePoint started = desk.context.services.clock.now();
  if (is_refused_now(desk)) co_return co_await refuse(std::move(desk), started);
  if (!answer || !desk.dialogue) {
    desk.dialogue.reset();
    note_failure(desk, "not one answer to one prompt");
    co_return co_await refuse(std::move(desk), started);
  }
  Secret typed = answer->clone();
  aaa::LoginDialogue::Step step = co_await desk.dialogue->answer(std::move(*answer));
  co_return co_await go_on(std::move(desk), std::move(step), std::move(typed), started);
}

ssh::Decision accept_key(LoginDesk& desk, KeyVerdict verdict) {
  desk.login_level.reset();
  desk.forced_command = std::move(verdict.forced_command);
  if (!verdict.certificate.empty()) {
    log::ssh_certificate_accepted(desk.context.services.log, desk.origin.user, desk.origin.address,
                                  verdict.certificate);
  }
  return ssh::Accept{};
}

net::Task<ssh::Decision> decide_key(LoginDesk desk, ssh::PublicKeyProof proof) {
  co_await wait_for_turn(desk);
  const TimePoint started = desk.context.services.clock.now();
  if (is_refused_now(desk)) co_return co_await refuse(std::move(desk), started);
  KeyVerdict verdict = check_key(desk.context, desk.origin, proof.blob, proof.use);
  const bool is_right = verdict.answer.outcome == aaa::Outcome::pass;
  std::optional<std::string> revoked;
  if (is_right) revoked = co_await why_revoked(desk.context, proof.blob);
  if (is_right && !revoked) co_return accept_key(desk, std::move(verdict));
  note_failure(desk, revoked.value_or(verdict.answer.reason));
  co_return co_await refuse(std::move(desk), started);
}

}  // namespace

net::Task<ssh::Decision> decide_login(LoginDesk desk, ssh::DecisionNeeded asked) {
  if (std::holds_alternative<ssh::InteractiveStart>(asked.attempt))
    co_return co_await begin_dialogue(std::move(desk));
  // RFC 4256 section 3.1: another request ends the dialogue that was open.
  if (!std::holds_alternative<ssh::InteractiveAnswers>(asked.attempt)) desk.dialogue.reset();
  if (auto* password = std::get_if<ssh::PasswordAttempt>(&asked.attempt)) {
    co_return co_await decide_password(std::move(desk), std::move(password->password));
  }
  if (auto* answers = std::get_if<ssh::InteractiveAnswers>(&asked.attempt)) {
    co_return co_await decide_answer(std::move(desk), only_answer(*answers));
  }
  if (const auto* query = std::get_if<ssh::PublicKeyQuery>(&asked.attempt)) {
    // A query is no login attempt: clients ask for each of their keys, so a refusal is neither delayed nor
    // logged. But who has a certificate has it for this.
    const auto verdict = check_key(desk.context, desk.origin, query->blob, promised_use);
    if (verdict.answer.outcome == aaa::Outcome::pass) co_return ssh::Accept{};
    if (ssh::is_certificate(query->blob)) {
      log::ssh_certificate_refused(desk.context.services.log, desk.origin.user, desk.origin.address,
                                   verdict.answer.reason);
    }
    co_return ssh::Reject{};
  }
  auto& proof = std::get<ssh::PublicKeyProof>(asked.attempt);
  co_return co_await decide_key(std::move(desk), std::move(proof));
}

}  // namespace ferry::server
