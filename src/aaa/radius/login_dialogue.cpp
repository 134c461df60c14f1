#include "aaa/radius/login_dialogue.h"

#include <utility>

namespace ferry::aaa::radius {

using Step = AuthenticationDialogue::Step;

LoginDialogue::LoginDialogue(std::shared_ptr<Client> client, AuthenticationRequest request)
    : client_(std::move(client)),
      password_(std::move(request.password)),
      authentication_(
          {.service = request.service, .level = request.level, .origin = std::move(request.origin)}) {}

net::Task<Step> LoginDialogue::start() {
  auto step = authentication_.start();
  if (password_ && std::holds_alternative<ServerPrompt>(step))
    step = authentication_.answer(password_->clone());
  co_return co_await go_on(std::move(step));
}

net::Task<Step> LoginDialogue::answer(std::shared_ptr<const Secret> typed) {
  co_return co_await go_on(authentication_.answer(typed->clone()));
}

net::Task<Step> LoginDialogue::go_on(Authentication::Step step) {
  while (auto* const send = std::get_if<Authentication::Send>(&step)) {
    const auto bytes = co_await client_->ask(std::move(send->request));
    if (!bytes) co_return bytes.error();
    step = authentication_.receive(decode(*bytes).value());
  }
  if (auto* const answer = std::get_if<ServerAnswer>(&step)) co_return std::move(*answer);
  if (password_) {
    co_return ServerAnswer{
        .outcome = Outcome::fail, .reason = "the server asks for more than a password", .reached = true};
  }
  co_return std::move(std::get<ServerPrompt>(step));
}

}  // namespace ferry::aaa::radius
