#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "server/context.h"
#include "ssh/certificate.h"
#include "ssh/keys.h"
#include "vfs/mounts.h"

namespace ferry::server {

/// A file of `ip ssh server certificate`, as it is now.
struct HostCertificate {
  std::string file;
  std::optional<ssh::Certificate> certificate = {};  // none: it cannot be used
  std::string problem = {}, remedy = {};

  /// A line for `show ip ssh`.
  [[nodiscard]] std::string words() const;
};

/// Host keys with the certificates that belong to them, and what the files say.
struct CertifiedKeys {
  std::shared_ptr<const ssh::HostKeys> keys;
  std::vector<HostCertificate> certificates = {};
};

/// Reads the files; blocks on the disk. A certificate that is of no use, by its time or because none of the
/// keys is the one that it certifies, is left out: clients then see the plain key.
[[nodiscard]] CertifiedKeys certified_keys(const std::set<std::string>& names, const vfs::Mounts& files,
                                           std::shared_ptr<const ssh::HostKeys> keys, WallTime now);

/// The same for a new connection, on an offload thread; logs what is of no use.
net::Task<std::shared_ptr<const ssh::HostKeys>> keys_for_connection(Context context);

}  // namespace ferry::server
