#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/dialer.h"
#include "net/resolver.h"
#include "sftp/client.h"
#include "transfer/ssh_client.h"
#include "workstation/host_key_judge.h"
#include "workstation/host_settings.h"
#include "workstation/person.h"

namespace ferry::workstation {

/// What all copies of one run of the program work with; outlives their flows.
struct Surroundings {
  net::EventLoop& loop;
  net::Dialer& dialer;
  net::Resolver& resolver;
  net::Offload& offload;
  const Clock& clock;
  Random& random;
  Terminal& terminal;
  bool is_quiet = false;
  bool is_verbose = false;

  [[nodiscard]] transfer::SshEnvironment ssh() const { return {loop, dialer, offload, clock, random}; }
};

/// A login to an SSH server, and what it can do for files. Lives on the loop.
class SshSession {
 public:
  /// Connects, logs in, and finds out whether the server has SFTP, unless `protocol` says SCP. Errors name
  /// the host and the remedy.
  static net::Task<Result<std::unique_ptr<SshSession>>> open(Surroundings surroundings, SshHost host,
                                                             Protocol protocol, std::optional<Secret> given);

  /// Null: files go by SCP.
  [[nodiscard]] sftp::Client* sftp() { return sftp_.get(); }
  [[nodiscard]] transfer::SshClient& ssh() { return *ssh_; }
  [[nodiscard]] const SshHost& host() const { return host_; }
  /// The connection alone, without the SFTP session.
  [[nodiscard]] std::unique_ptr<transfer::SshClient> release();
  /// `UpdateHostKeys`: keeps the further host keys that the server has told of, if it proves them, and
  /// forgets those that it has no more. Call it when everything is copied.
  net::Task<void> update_host_keys();
  /// Of a connection that broke, the reason.
  [[nodiscard]] Error explained(Error error) const;

 private:
  SshSession(Surroundings surroundings, SshHost host, std::optional<Secret> given);
  net::Task<Result<void>> connect();
  net::Task<Result<void>> start_sftp();
  net::Task<Result<void>> choose(Protocol protocol);
  [[nodiscard]] bool can_ask() const;
  void say_if_verbose(std::string_view what) const;

  Surroundings surroundings_;
  SshHost host_;
  KnownHostsJudge judge_;
  PersonCredentials credentials_;
  std::unique_ptr<transfer::SshClient> ssh_;
  std::unique_ptr<transfer::RemoteProgram> program_;
  std::unique_ptr<sftp::Client> sftp_;
};

}  // namespace ferry::workstation
