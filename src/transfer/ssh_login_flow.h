#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/ssh_connection.h"
#include "transfer/ssh_login.h"

namespace ferry::transfer {

/// Times that a wrong password is asked again, plus one: as IOS and every server of default settings do.
inline constexpr unsigned most_password_attempts = 3;

/// One login of a client, from the first byte to success: whether the server is who it says, then what we can
/// prove, in the order of `Who::methods`. Everything that it gets outlives it.
class SshLogin {
 public:
  struct Who {
    HostName server;
    std::string user;
    std::vector<std::string> methods;     // see SshOptions
    std::vector<std::string> signatures;  // the same
  };

  SshLogin(SshConnection& connection, Who who, HostKeyJudge& judge, Credentials& credentials)
      : connection_(connection),
        who_(std::move(who)),
        judge_(judge),
        credentials_(credentials),
        patience_(connection.limits().negotiation) {}

  net::Task<Result<void>> run();

 private:
  net::Task<Result<ssh::Event>> next();
  net::Task<Result<void>> handle(ssh::HostKeyOffered offered);
  net::Task<Result<void>> handle(ssh::CredentialsNeeded needed);
  net::Task<Result<void>> handle(ssh::InteractivePrompts prompts);
  net::Task<Result<void>> handle(ssh::PublicKeyWelcome welcome);
  net::Task<Result<void>> handle(ssh::BannerShown banner);
  net::Task<Result<bool>> try_method(std::string method);
  net::Task<Result<bool>> try_next_key();
  net::Task<Result<void>> try_password();
  [[nodiscard]] bool takes(std::string_view method) const;
  [[nodiscard]] std::unexpected<Error> out_of_credentials() const;
  [[nodiscard]] Error explained(Error error) const;

  /// A key that the server is being asked about.
  struct Candidate {
    std::shared_ptr<Signer> signer;
    const ssh::SignatureRow* algorithm = nullptr;
  };

  SshConnection& connection_;
  Who who_;
  HostKeyJudge& judge_;
  Credentials& credentials_;
  Duration patience_;  // what is left for the server
  std::vector<std::string> methods_;
  bool asked_none_ = false;
  bool has_signers_ = false;
  std::vector<std::shared_ptr<Signer>> signers_;  // not tried yet, the next one last
  Candidate candidate_;
  unsigned attempts_ = 0;  // passwords or answers given
};

}  // namespace ferry::transfer
