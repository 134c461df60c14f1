#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "workstation/host_settings.h"
#include "workstation/known_hosts.h"
#include "workstation/terminal.h"

namespace ferry::workstation {

/// Whether further keys of the host are kept: `UpdateHostKeys`, or what goes without it. Yes, unless the
/// files are others than the usual ones or DNS vouches for hosts.
[[nodiscard]] UpdateHostKeys update_host_keys_of(const HostSettings& settings);

/// `UpdateHostKeys`: the user's known_hosts files follow the keys that a server tells of after the login. All
/// of this may block: call it off the loop. What it is made with outlives it.
class HostKeyUpdate {
 public:
  /// `shown` is the key that the server has proved in this connection.
  HostKeyUpdate(const SshHost& host, Bytes shown, std::vector<ByteVector> offered)
      : host_(host), shown_(shown), offered_(std::move(offered)) {}

  /// What has to change; nothing when nothing has, or when the files are not to be touched.
  [[nodiscard]] std::optional<HostKeyNews> look() const;
  /// Asks the person, where that is wanted.
  [[nodiscard]] bool is_wanted(const HostKeyNews& news, Terminal& terminal) const;
  /// Writes the keys of `proved` and takes away the outdated lines, in each file whole or not at all.
  [[nodiscard]] Result<void> write(const HostKeyNews& proved, Random& random) const;
  /// For the person: "new ED25519 SHA256:..., 1 gone".
  [[nodiscard]] static std::string describe(const HostKeyNews& news);

 private:
  [[nodiscard]] Result<void> rewrite(const std::string& file, const HostKeyNews& news,
                                     std::string_view added) const;
  [[nodiscard]] static bool may_be_learned(const ByteVector& blob);

  const SshHost& host_;
  Bytes shown_;
  std::vector<ByteVector> offered_;
};

}  // namespace ferry::workstation
