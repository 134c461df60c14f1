#include "aaa/tacacs/login_dialogue.h"

#include <utility>

namespace ferry::aaa::tacacs {

using Step = AuthenticationDialogue::Step;

LoginDialogue::~LoginDialogue() {
  if (exchange_ && exchange_->connection) client_->abandon(*exchange_, authentication_->abort());
}

net::Task<Step> LoginDialogue::start() {
  if (!is_pap()) co_return co_await begin(nullptr);
  // PAP takes the password along, so it has to be there first.
  if (!request_.password) co_return ServerPrompt{"Password: ", false};
  co_return co_await begin(request_.password);
}

net::Task<Step> LoginDialogue::begin(std::shared_ptr<const Secret> pap_password) {
  const bool enables = request_.service == Service::enable;
  authentication_.emplace(Authentication::Question{
      .style = client_->settings().login_style,
      .service = enables ? AuthenticationService::enable : AuthenticationService::login,
      .privilege = static_cast<std::uint8_t>(enables ? request_.level : 1),
      .subject = subject_of(request_.origin),
      .password = pap_password ? pap_password->clone() : Secret{}});
  exchange_.emplace(client_->begin(PacketType::authentication, authentication_->minor_version()));
  co_return co_await go_on(authentication_->start());
}

net::Task<Step> LoginDialogue::answer(std::shared_ptr<const Secret> typed) {
  if (!authentication_) co_return co_await begin(std::move(typed));
  co_return co_await go_on(authentication_->answer(*typed));
}

net::Task<Step> LoginDialogue::go_on(Authentication::Step step) {
  for (;;) {
    if (auto* verdict = std::get_if<Verdict>(&step)) co_return decided(std::move(*verdict));
    if (auto* ask = std::get_if<Authentication::Ask>(&step)) {
      if (!request_.password) co_return ServerPrompt{std::move(ask->text), ask->echo};
      if (std::exchange(password_used_, true)) {
        client_->abandon(*exchange_, authentication_->abort());
        co_return decided({Outcome::fail, "the server asks for more than a password"});
      }
      step = authentication_->answer(*request_.password);
      continue;
    }
    auto reply = co_await client_->round(*exchange_, std::move(std::get<Authentication::Send>(step).body));
    if (!reply) {
      exchange_.reset();
      co_return std::move(reply.error());
    }
    step = authentication_->receive(*reply);
  }
}

ServerAnswer LoginDialogue::decided(Verdict verdict) {
  ServerAnswer answer = client_->end(*exchange_, std::move(verdict));
  exchange_.reset();
  return answer;
}

}  // namespace ferry::aaa::tacacs
