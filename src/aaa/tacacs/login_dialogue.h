#pragma once

#include <memory>
#include <optional>

#include "aaa/tacacs/client.h"

namespace ferry::aaa::tacacs {

/// Login or `enable` at one server. A password that is known beforehand answers the first question; if the
/// server has a second one, there is nobody to ask, and the login fails.
class LoginDialogue final : public AuthenticationDialogue {
 public:
  LoginDialogue(std::shared_ptr<Client> client, AuthenticationRequest request)
      : client_(std::move(client)), request_(std::move(request)) {}
  ~LoginDialogue() override;

  net::Task<Step> start() override;
  net::Task<Step> answer(std::shared_ptr<const Secret> typed) override;

 private:
  net::Task<Step> begin(std::shared_ptr<const Secret> pap_password);
  /// Sends and answers until the user is needed, or it is decided.
  net::Task<Step> go_on(Authentication::Step step);
  [[nodiscard]] ServerAnswer decided(Verdict verdict);
  [[nodiscard]] bool is_pap() const { return client_->settings().login_style == LoginStyle::pap; }

  std::shared_ptr<Client> client_;
  AuthenticationRequest request_;
  std::optional<Authentication> authentication_;
  std::optional<Client::Exchange> exchange_;  // while it is open
  bool password_used_ = false;
};

}  // namespace ferry::aaa::tacacs
