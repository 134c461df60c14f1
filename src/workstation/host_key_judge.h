#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "net/offload.h"
#include "ssh/certificate.h"
#include "transfer/ssh_login.h"
#include "workstation/host_settings.h"
#include "workstation/known_hosts.h"
#include "workstation/terminal.h"

namespace ferry::workstation {

/// Judges host keys by OpenSSH's known_hosts files; asks the person about those that are not known, and
/// remembers the answer. A certificate is good if an authority of these files has signed it for the host and
/// it is valid now; otherwise the key in it counts, as if there were no certificate. What it is made with
/// outlives it.
class KnownHostsJudge final : public transfer::HostKeyJudge {
 public:
  KnownHostsJudge(const SshHost& host, Terminal& terminal, net::Offload& offload, const Clock& clock,
                  Random& random);

  [[nodiscard]] std::vector<ssh::KeyType> known_types(const transfer::HostName& server) override;
  [[nodiscard]] bool has_authority(const transfer::HostName& server) override;
  net::Task<transfer::HostKeyVerdict> judge(transfer::HostName server, ByteVector blob) override;
  /// The plain key that the user's own files had for the host, or that the person has just confirmed: such a
  /// host may tell of further keys. Empty of any other.
  [[nodiscard]] const ByteVector& confirmed_key() const { return confirmed_; }

 private:
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::optional<std::string> why_not_certified(const ssh::Certificate& certificate) const;
  [[nodiscard]] std::optional<FilePlace> revoked(Bytes blob) const;
  net::Task<transfer::HostKeyVerdict> judge_plain(ByteVector blob);
  [[nodiscard]] transfer::HostKeyVerdict changed(const FilePlace& place, const ByteVector& blob) const;
  [[nodiscard]] transfer::HostKeyVerdict unknown(const ByteVector& blob, bool has_other_types);
  [[nodiscard]] bool asks_and_hears_yes(const ByteVector& blob, bool has_other_types);
  [[nodiscard]] transfer::HostKeyVerdict learn(const ByteVector& blob);

  const SshHost& host_;
  Terminal& terminal_;
  net::Offload& offload_;
  const Clock& clock_;
  Random& random_;
  KnownHosts known_;
  ByteVector confirmed_;
};

}  // namespace ferry::workstation
