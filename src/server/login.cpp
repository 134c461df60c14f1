#include "server/login.h"

#include <algorithm>
#include <utility>

#include "aaa/delay.h"
#include "commands/login_report.h"
#include "net/notifier.h"
#include "ssh/keys.h"

namespace ferry::server {
namespace {

/// What every client knows to be a password question (and no more than one blank behind it, since tools look
/// for it).
constexpr std::string_view password_prompt = "Password: ";

/// The name of a key's type as it stands in front of its base64 form: "ssh-rsa".
std::string_view type_name(const crypto::PublicKey& key) {
  const auto rows = ssh::signature_algorithms();
  const auto row = std::ranges::find(rows, ssh::key_type(key), &ssh::SignatureRow::key_type);
  return row == rows.end() ? std::string_view{} : row->blob_name;
}

aaa::LoginAnswer check_key(const Context& context, const aaa::Origin& origin, Bytes blob) {
  const auto key = ssh::decode_public_key(blob);
  if (!key) return {aaa::Outcome::fail, key.error().message};
  return context.services.authenticator.public_key(origin, type_name(*key), ssh::md5_key_hash(blob));
}

/// RFC 4256 section 3.4: as many answers as there were prompts; ours was one.
std::optional<Secret> only_answer(ssh::InteractiveAnswers& answers) {
  if (answers.answers.size() != 1) return std::nullopt;
  return std::move(answers.answers.front());
}

struct Question {
  Context context;
  aaa::Origin origin;
  std::string list;
  std::uint16_t port;
};

/// Tells a refusal no sooner than any other refusal would be told, and says why in the log only.
net::Task<ssh::Decision> conclude(Question question, TimePoint started, aaa::LoginAnswer verdict) {
  const commands::Services& services = question.context.services;
  if (verdict.outcome == aaa::Outcome::pass) co_return ssh::Accept{};
  const TimePoint now = services.clock.now();
  co_await net::sleep_until(now + aaa::failed_login_delay(now - started));
  const auto& origin = question.origin;
  commands::report_login_failure(services, {origin.user, origin.address, origin.line, question.port},
                                 verdict.reason);
  co_return ssh::Reject{};
}

net::Task<ssh::Decision> decide_password(Question question, std::optional<Secret> password) {
  const TimePoint started = question.context.services.clock.now();
  aaa::LoginAnswer verdict{aaa::Outcome::fail, "not one answer to one prompt"};
  if (password) {
    auto& authenticator = question.context.services.authenticator;
    verdict = co_await authenticator.login(question.origin, question.list, std::move(*password));
  }
  co_return co_await conclude(std::move(question), started, std::move(verdict));
}

}  // namespace

net::Task<ssh::Decision> decide_login(Context context, aaa::Origin origin, std::string list,
                                      std::uint16_t port, ssh::DecisionNeeded asked) {
  Question question{context, std::move(origin), std::move(list), port};
  if (std::holds_alternative<ssh::InteractiveStart>(asked.attempt)) {
    co_return ssh::Ask{{{std::string{password_prompt}, false}}};
  }
  if (auto* password = std::get_if<ssh::PasswordAttempt>(&asked.attempt)) {
    co_return co_await decide_password(std::move(question), std::move(password->password));
  }
  if (auto* answers = std::get_if<ssh::InteractiveAnswers>(&asked.attempt)) {
    co_return co_await decide_password(std::move(question), only_answer(*answers));
  }
  if (const auto* query = std::get_if<ssh::PublicKeyQuery>(&asked.attempt)) {
    // A query is no login attempt: clients ask for each of their keys, so a refusal is neither delayed nor
    // logged.
    const auto verdict = check_key(context, question.origin, query->blob);
    if (verdict.outcome == aaa::Outcome::pass) co_return ssh::Accept{};
    co_return ssh::Reject{};
  }
  const auto& proof = std::get<ssh::PublicKeyProof>(asked.attempt);
  auto verdict = check_key(context, question.origin, proof.blob);
  const TimePoint started = context.services.clock.now();
  co_return co_await conclude(std::move(question), started, std::move(verdict));
}

}  // namespace ferry::server
