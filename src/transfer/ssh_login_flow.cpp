#include "transfer/ssh_login_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ssh/auth/public_key_claim.h"
#include "ssh/keys.h"

namespace ferry::transfer {
namespace {

/// RFC 4256 section 3.2 lets a server ask as much as it likes; nobody answers more than this.
constexpr std::size_t most_prompts = 16;

constexpr Duration no_time{};

}  // namespace

net::Task<Result<void>> SshLogin::run() {
  for (;;) {
    auto event = co_await next();
    if (!event) co_return std::unexpected(explained(std::move(event.error())));
    Result<void> handled;
    if (std::holds_alternative<ssh::LoggedIn>(*event)) co_return handled;
    if (auto* offered = std::get_if<ssh::HostKeyOffered>(&*event)) {
      handled = co_await handle(std::move(*offered));
    } else if (auto* needed = std::get_if<ssh::CredentialsNeeded>(&*event)) {
      handled = co_await handle(std::move(*needed));
    } else if (auto* prompts = std::get_if<ssh::InteractivePrompts>(&*event)) {
      handled = co_await handle(std::move(*prompts));
    } else if (const auto* welcome = std::get_if<ssh::PublicKeyWelcome>(&*event)) {
      handled = co_await handle(*welcome);
    } else if (auto* banner = std::get_if<ssh::BannerShown>(&*event)) {
      handled = co_await handle(std::move(*banner));
    }
    if (!handled) co_return handled;
    connection_.pump().flush();
  }
}

/// Counts only the time that the server takes.
net::Task<Result<ssh::Event>> SshLogin::next() {
  const TimePoint asked = connection_.clock().now();
  auto event = co_await connection_.next(asked + patience_);
  patience_ = std::max(no_time, patience_ - (connection_.clock().now() - asked));
  co_return event;
}

net::Task<Result<void>> SshLogin::handle(ssh::HostKeyOffered offered) {
  const auto verdict = co_await judge_.judge(who_.server, std::move(offered.blob));
  const auto* refused = std::get_if<HostKeyRefused>(&verdict);
  connection_.host_key_verdict(refused == nullptr);
  if (refused != nullptr) co_return failure(ErrorCode::invalid, refused->words);
  if (const auto* learned = std::get_if<HostKeyLearned>(&verdict)) {
    co_await credentials_.banner(learned->words);
  }
  co_return Result<void>{};
}

net::Task<Result<void>> SshLogin::handle(ssh::BannerShown banner) {
  co_await credentials_.banner(std::move(banner.text));
  co_return Result<void>{};
}

net::Task<Result<void>> SshLogin::handle(ssh::CredentialsNeeded needed) {
  if (!std::exchange(asked_none_, true)) {
    // RFC 4252 section 5.2: brings the list of methods, and the login itself where nothing is asked for.
    connection_.ssh().try_none(who_.user);
    co_return Result<void>{};
  }
  methods_ = std::move(needed.methods);
  // One factor of several was right: the next one starts afresh.
  if (needed.partial_success) attempts_ = 0;
  for (const std::string& method : who_.methods) {
    if (!takes(method)) continue;
    const auto tried = co_await try_method(method);
    if (!tried) co_return std::unexpected(tried.error());
    if (*tried) co_return Result<void>{};
  }
  co_return out_of_credentials();
}

/// False when there is nothing left to try by it.
net::Task<Result<bool>> SshLogin::try_method(std::string method) {
  if (method == "publickey") co_return co_await try_next_key();
  if (attempts_ >= most_password_attempts) co_return false;
  if (method == "keyboard-interactive") {
    connection_.ssh().try_interactive(who_.user);
    co_return true;
  }
  const auto tried = co_await try_password();
  if (!tried) co_return std::unexpected(tried.error());
  co_return true;
}

/// True when the server is being asked about one.
net::Task<Result<bool>> SshLogin::try_next_key() {
  if (!std::exchange(has_signers_, true)) {
    signers_ = co_await credentials_.signers();
    std::ranges::reverse(signers_);
  }
  while (!signers_.empty()) {
    candidate_.signer = std::move(signers_.back());
    signers_.pop_back();
    const ByteVector& blob = candidate_.signer->public_key();
    const auto key = ssh::decode_public_key(blob);
    if (!key) continue;
    candidate_.algorithm = ssh::choose_signature_algorithm(
        ssh::key_type(*key), connection_.ssh().transport().peer_signature_algorithms(), who_.signatures);
    if (candidate_.algorithm == nullptr) continue;
    connection_.ssh().ask_public_key({who_.user, candidate_.algorithm->name, blob});
    co_return true;
  }
  co_return false;
}

net::Task<Result<void>> SshLogin::handle(ssh::PublicKeyWelcome) {
  const ssh::PublicKeyClaim claim{who_.user, candidate_.algorithm->name, candidate_.signer->public_key()};
  const ByteVector text = connection_.ssh().login_text(claim);
  const auto signature = co_await candidate_.signer->sign(*candidate_.algorithm, text);
  if (connection_.lost()) co_return std::unexpected(*connection_.lost());
  if (signature) {
    connection_.ssh().prove_public_key(claim, *signature);
    co_return Result<void>{};
  }
  // An agent that does not want to: the next key may do.
  co_return co_await handle(ssh::CredentialsNeeded{.methods = methods_});
}

net::Task<Result<void>> SshLogin::try_password() {
  const auto password = co_await credentials_.password(attempts_);
  if (connection_.lost()) co_return std::unexpected(explained(*connection_.lost()));
  if (!password) co_return failure(ErrorCode::cancelled, "No password was given");
  ++attempts_;
  connection_.ssh().try_password(who_.user, *password);
  co_return Result<void>{};
}

net::Task<Result<void>> SshLogin::handle(ssh::InteractivePrompts prompts) {
  const std::size_t count = prompts.prompts.size();
  if (count > most_prompts) co_return failure(ErrorCode::invalid, "The server asks too many questions");
  // RFC 4256 section 3.2: a round without prompts only shows its text, and is answered all the same.
  auto answers = co_await credentials_.answers(std::move(prompts), attempts_);
  if (connection_.lost()) co_return std::unexpected(explained(*connection_.lost()));
  if (!answers) co_return failure(ErrorCode::cancelled, "No answer was given");
  if (count > 0) ++attempts_;
  answers->resize(count);
  connection_.ssh().answer_prompts(std::move(*answers));
  co_return Result<void>{};
}

bool SshLogin::takes(std::string_view method) const {
  return std::ranges::find(methods_, method) != methods_.end();
}

std::unexpected<Error> SshLogin::out_of_credentials() const {
  if (attempts_ > 0) return failure(ErrorCode::permission_denied);
  std::string methods = fmt::format("{}", fmt::join(methods_, ","));
  if (methods.size() > longest_explanation) methods.resize(longest_explanation);
  return failure(ErrorCode::permission_denied,
                 fmt::format("{}: the server takes {}", describe(ErrorCode::permission_denied),
                             methods.empty() ? "nothing" : printable(methods)));
}

/// A server that hangs up over wrong passwords means just that.
Error SshLogin::explained(Error error) const {
  if (error.code == ErrorCode::timed_out) return {ErrorCode::timed_out, "Timed out"};
  if (error.code == ErrorCode::closed && connection_.ssh().transport().peer_identification().empty())
    return {ErrorCode::closed, "what answers there does not speak SSH"};
  if (attempts_ > 0 && error.code == ErrorCode::closed) {
    return {ErrorCode::permission_denied,
            fmt::format("{}: {}", describe(ErrorCode::permission_denied), error.message)};
  }
  return error;
}

}  // namespace ferry::transfer
