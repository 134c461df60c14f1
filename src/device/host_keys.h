#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "commands/services.h"
#include "log/log.h"
#include "server/context.h"
#include "vfs/file_system.h"

namespace ferry::device {

/// The host keys of a device, one PEM file each on a file system that only the device can read. The name of a
/// file is the key's type and label; its modification time is when the key was made. Safe to use from any
/// thread.
class HostKeys final : public commands::HostKeyStore, public server::HostKeySource {
 public:
  /// `files` and `log` must outlive this object. `changed` is called, from the thread that made the change,
  /// after keys came or went.
  HostKeys(vfs::FileSystem& files, const Clock& clock, log::Log& log, std::function<void()> changed);

  /// Reads the stored keys; an error names the file that cannot be used.
  Result<void> load();
  /// Makes the keys that a new device needs and does not have yet: RSA, ECDSA and Ed25519.
  Result<void> generate_missing(const std::string& label);
  /// Keys of this label log the router in elsewhere: they are host keys only where there is no other of their
  /// type. Asked whenever the keys are; call it before anything else uses this.
  void set_aside(std::function<std::string()> label) { set_aside_ = std::move(label); }
  /// The keys of this label, the best algorithm first.
  [[nodiscard]] std::vector<std::shared_ptr<const crypto::PrivateKey>> labelled(std::string_view label) const;
  /// SSH needs an RSA key, as the IOS guide says.
  [[nodiscard]] bool has_rsa() const;

  [[nodiscard]] std::vector<commands::HostKeyInfo> list() const override;
  Result<commands::HostKeyInfo> generate(const commands::HostKeyRequest& request) override;
  Result<std::size_t> zeroize(commands::HostKeyType type, const std::optional<std::string>& label) override;
  [[nodiscard]] std::shared_ptr<const ssh::HostKeys> current() const override;

 private:
  Result<void> reload();

  vfs::FileSystem& files_;
  const Clock& clock_;
  log::Log& log_;
  std::function<void()> changed_;
  std::function<std::string()> set_aside_ = [] { return std::string{}; };
  std::mutex writing_;  // one change at a time; held while keys are made
  mutable std::mutex mutex_;
  std::vector<commands::HostKeyInfo> infos_;
  std::vector<std::shared_ptr<const crypto::PrivateKey>> keys_;  // each as `infos_` describes it
};

}  // namespace ferry::device
