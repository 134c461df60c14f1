#pragma once

#include <filesystem>
#include <memory>

#include "vfs/file_system.h"
#include "vfs/system_calls.h"

namespace ferry::vfs {

struct DirectoryOptions {
  std::string_view type = "flash";
  /// Bytes that all files together may take; enforced for every write. The disk's own free space counts too.
  /// While a file is replaced the old and the new one both count, because both are there until the new one is
  /// stored.
  std::uint64_t capacity = 0;
  /// How the host's files are reached; tests make these calls fail. Outlives the file system.
  SystemCalls& calls = SystemCalls::real();
};

/// A file system in a directory of the host. Every open is relative to that directory's descriptor and can
/// neither follow a link nor leave it (openat2: RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS).
/// Files appear whole or not at all: they are written under a hidden name next to their place. Removes at
/// start what a crash left of unfinished writes. Creates the directory if it is missing. One process at a
/// time: the error is `busy` otherwise.
///
/// Only regular files and directories exist here; links, devices and names that no Path can have are not
/// shown and cannot be opened. Of a mode the permission bits are kept, and the owner can always read. What
/// others put there meanwhile is served, but counted only at the next start. The file system must outlive the
/// files opened in it.
[[nodiscard]] Result<std::unique_ptr<FileSystem>> open_directory(const std::filesystem::path& root,
                                                                 DirectoryOptions options);

/// The same for a directory that has to be there and that other programs use as well: nothing is locked,
/// counted or removed at the start, and only the disk limits what fits. `calls` as above.
[[nodiscard]] Result<std::unique_ptr<FileSystem>> open_shared_directory(const std::filesystem::path& root,
                                                                        SystemCalls& calls);

}  // namespace ferry::vfs
