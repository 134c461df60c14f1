#pragma once

#include <filesystem>
#include <memory>

#include "vfs/file_system.h"

namespace ferry::vfs {

struct DirectoryOptions {
  std::string_view type = "flash";
  /// Bytes that all files together may take; enforced for every write. The disk's own free space counts too.
  std::uint64_t capacity = 0;
};

/// A file system in a directory of the host. Every open is relative to that directory's descriptor and can neither
/// follow a link nor leave it (openat2: RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS). Files appear
/// whole or not at all. Removes at start what a crash left of unfinished writes. Creates the directory if it is missing.
[[nodiscard]] Result<std::unique_ptr<FileSystem>> open_directory(const std::filesystem::path& root,
                                                                 DirectoryOptions options);

}  // namespace ferry::vfs
