#pragma once

#include <memory>

#include "commands/services.h"
#include "device/host_keys.h"
#include "device/names.h"
#include "device/server_keys.h"
#include "net/resolver.h"
#include "transfer/curl_places.h"
#include "transfer/places.h"
#include "transfer/server_keys.h"
#include "transfer/ssh_places.h"

namespace ferry::device {

/// The other machines that the router's own `copy` reaches: what opens each scheme, and what that needs.
class RemotePlaces {
 public:
  /// All of it outlives this, and the flows that use `remotes`.
  struct Environment {
    const config::Store& running;
    net::Offload& offload;
    const Clock& clock;
    Random& random;
    log::Log& log;
    const vfs::Mounts& files;
    vfs::FileSystem& keys;  // where the host keys of other machines are kept
    const HostKeys& own_keys;
  };
  explicit RemotePlaces(const Environment& environment);

  [[nodiscard]] transfer::Remotes& remotes() { return places_; }
  [[nodiscard]] ServerKeys& server_keys() { return server_keys_; }
  [[nodiscard]] net::Resolver& names() { return names_; }
  /// Gives up what is under way on threads and waits for them. Call it when the loops have stopped.
  void stop();

 private:
  [[nodiscard]] transfer::FirstUseJudge::Environment judging();
  [[nodiscard]] std::vector<transfer::ConfiguredKey> configured_keys(const transfer::HostName& server) const;
  [[nodiscard]] transfer::SshSettings ssh_settings(transfer::Scheme scheme) const;
  net::Task<Result<transfer::CurlSettings>> curl_settings(transfer::Scheme scheme);

  Environment environment_;
  net::SystemResolver resolver_;
  Names names_;
  ServerKeys server_keys_;
  transfer::FirstUseJudge judge_;
  std::shared_ptr<transfer::CurlPlaces> curl_;
  transfer::Places places_;
};

}  // namespace ferry::device
