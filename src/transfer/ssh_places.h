#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/signature.h"
#include "net/resolver.h"
#include "transfer/remote.h"
#include "transfer/ssh_client.h"

namespace ferry::transfer {

/// What the configuration says about connections to SSH servers.
struct SshSettings {
  ssh::AlgorithmLists algorithms = ssh::AlgorithmLists::defaults();
  /// Who to be when the URL does not say, and the password that goes with that name.
  std::string user = {};
  std::optional<Secret> password = {};
  /// Keys of ours that are tried before any password.
  std::vector<std::shared_ptr<const crypto::PrivateKey>> keys = {};
  /// As in SshOptions; empty: its defaults.
  std::vector<std::string> methods = {}, signatures = {};
  SshLimits limits = {};
  std::optional<std::uint32_t> window = {};
  /// An address of this machine, or the name of one of its interfaces: where connections come from. Empty:
  /// any.
  std::string source = {};
};

/// scp:// and sftp:// places. A connection for each copy, which goes with its end.
class SshPlaces final : public Remotes {
 public:
  /// All of it outlives this and the ends that it opens.
  struct Environment {
    net::Resolver& names;
    HostKeyJudge& judge;
    net::Offload& offload;
    const Clock& clock;
    Random& random;
    std::function<SshSettings(Scheme)> settings;
    /// Told of each connection what was agreed on.
    std::function<void(const HostName& server, const ssh::NegotiatedAlgorithms& negotiated)> negotiated = {};
  };
  explicit SshPlaces(Environment environment) : environment_(std::move(environment)) {}

  net::Task<Result<std::unique_ptr<Source>>> open_source(Url url, Correspondent& correspondent) override;
  net::Task<Result<std::unique_ptr<Target>>> open_target(Url url, std::optional<std::uint64_t> size,
                                                         Correspondent& correspondent) override;

 private:
  /// On the loop of the calling flow.
  net::Task<Result<std::unique_ptr<SshClient>>> connect(const Url& url, SshEnvironment environment,
                                                        Correspondent& correspondent);
  [[nodiscard]] SshEnvironment environment_with(net::Dialer& dialer) const;

  Environment environment_;
};

}  // namespace ferry::transfer
