#pragma once

#include <memory>

#include "aaa/radius/client.h"

namespace ferry::aaa::radius {

/// Login or `enable` at one server. A password that is known beforehand goes along with the request; if the
/// server has a question of its own then, there is nobody to ask, and the login fails.
class LoginDialogue final : public AuthenticationDialogue {
 public:
  LoginDialogue(std::shared_ptr<Client> client, AuthenticationRequest request);

  net::Task<Step> start() override;
  net::Task<Step> answer(std::shared_ptr<const Secret> typed) override;

 private:
  net::Task<Step> go_on(Authentication::Step step);

  std::shared_ptr<Client> client_;
  std::shared_ptr<const Secret> password_;  // null: the user can be asked
  Authentication authentication_;
};

}  // namespace ferry::aaa::radius
