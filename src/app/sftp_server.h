#pragma once

#include <filesystem>

#include "base/result.h"

namespace ferry::app {

struct SftpServerOptions {
  /// What the client sees as "/", and cannot leave.
  std::filesystem::path root = ".";
  bool read_only = false;
  /// Files are acknowledged before they are on the disk.
  bool no_sync = false;
};

/// `ferry sftp-server`: serves SFTP on standard input and output, as sshd's `Subsystem sftp` expects of a
/// program, until the client leaves. The exit status, or why it cannot.
[[nodiscard]] Result<int> serve_sftp(const SftpServerOptions& options);

}  // namespace ferry::app
