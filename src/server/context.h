#pragma once

#include <memory>

#include "commands/services.h"
#include "server/session_registry.h"
#include "sftp/partials.h"
#include "ssh/keys.h"

namespace ferry::server {

/// Where the keys that a server proves itself with come from. Safe to use from any thread.
class HostKeySource {
 public:
  virtual ~HostKeySource() = default;
  /// The keys as they are now; never null.
  [[nodiscard]] virtual std::shared_ptr<const ssh::HostKeys> current() const = 0;
};

/// What all SSH sessions of a device share; all of it outlives them.
struct Context {
  commands::Services& services;
  const HostKeySource& host_keys;
  SessionRegistry& sessions;
  sftp::Partials& partials;
};

}  // namespace ferry::server
