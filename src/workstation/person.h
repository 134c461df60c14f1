#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "net/event_loop.h"
#include "net/offload.h"
#include "transfer/remote.h"
#include "transfer/ssh_login.h"
#include "workstation/host_settings.h"
#include "workstation/terminal.h"

namespace ferry::workstation {

/// What proves to a server who the person is: the agent's keys, the identity files, and what is typed. What
/// it is made with outlives it.
class PersonCredentials final : public transfer::Credentials {
 public:
  struct Environment {
    net::EventLoop& loop;
    net::Offload& offload;
    Terminal& terminal;
    bool is_quiet = false;
  };

  /// `given` is the password of a URL, tried before anything is asked.
  PersonCredentials(const SshHost& host, Environment environment, std::optional<Secret> given)
      : host_(host), environment_(environment), given_(std::move(given)) {}

  net::Task<std::vector<std::shared_ptr<transfer::Signer>>> signers() override;
  net::Task<std::optional<Secret>> password(unsigned attempt) override;
  net::Task<std::optional<std::vector<Secret>>> answers(ssh::InteractivePrompts prompts,
                                                        unsigned attempt) override;
  net::Task<void> banner(std::string text) override;

  /// The next connection to the same host begins with what was typed for this one.
  void connect_again() { has_given_ = false; }

 private:
  using Signers = std::vector<std::shared_ptr<transfer::Signer>>;
  net::Task<Signers> agent_signers();
  [[nodiscard]] Signers file_signers();
  [[nodiscard]] bool may_ask(unsigned attempt) const;
  net::Task<std::optional<Secret>> ask(std::string prompt, bool echo);

  const SshHost& host_;
  Environment environment_;
  std::optional<Secret> given_;
  bool has_given_ = false;
};

/// The person for places that are no SSH hosts: curl's Correspondent.
class PersonCorrespondent final : public transfer::Correspondent {
 public:
  PersonCorrespondent(Terminal& terminal, net::Offload& offload, bool is_verbose)
      : terminal_(terminal), offload_(offload), is_verbose_(is_verbose) {}
  net::Task<std::optional<Secret>> ask(std::string prompt, bool echo) override;
  net::Task<void> tell(std::string text) override;

 private:
  Terminal& terminal_;
  net::Offload& offload_;
  bool is_verbose_;
};

}  // namespace ferry::workstation
