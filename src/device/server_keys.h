#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "transfer/server_keys.h"
#include "vfs/file_system.h"

namespace ferry::device {

/// The host keys that the router has learned, in one file of text beside its own keys: a line for each with
/// host, port and key in base64. A change writes the whole file anew. Safe to use from any thread.
class ServerKeys final : public transfer::ServerKeyStore {
 public:
  /// `files` outlives this.
  explicit ServerKeys(vfs::FileSystem& files) : files_(files) {}

  /// Reads what is stored; an error names the file, or its line, that cannot be used.
  Result<void> load();

  [[nodiscard]] std::vector<transfer::ServerKey> list() const override;
  Result<void> learn(transfer::ServerKey key) override;
  Result<std::size_t> forget(const std::string& host) override;

 private:
  Result<void> replace(std::vector<transfer::ServerKey> keys);

  vfs::FileSystem& files_;
  std::mutex writing_;  // one change at a time
  mutable std::mutex mutex_;
  std::vector<transfer::ServerKey> keys_;
};

}  // namespace ferry::device
