#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transfer/remote.h"
#include "transfer/ssh_login.h"

namespace ferry::transfer {

/// Credentials of a person at a prompt: the router's own keys, then the password that stood in the URL or the
/// configuration first, then what is typed at "Password: ", three times at most, as IOS does.
class TypedCredentials final : public Credentials {
 public:
  /// `correspondent` outlives this.
  TypedCredentials(Correspondent& correspondent, std::optional<Secret> given,
                   std::vector<std::shared_ptr<Signer>> signers = {})
      : correspondent_(correspondent), given_(std::move(given)), signers_(std::move(signers)) {}

  net::Task<std::vector<std::shared_ptr<Signer>>> signers() override;
  net::Task<std::optional<Secret>> password(unsigned attempt) override;
  net::Task<std::optional<std::vector<Secret>>> answers(ssh::InteractivePrompts prompts,
                                                        unsigned attempt) override;
  net::Task<void> banner(std::string text) override;

 private:
  Correspondent& correspondent_;
  std::optional<Secret> given_;
  std::vector<std::shared_ptr<Signer>> signers_;
};

}  // namespace ferry::transfer
