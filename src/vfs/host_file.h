#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace ferry::vfs {

/// The whole of a file of the host, named on our own command line. Errors name the file, and say so when it is larger
/// than `limit` bytes. May block.
[[nodiscard]] Result<std::string> read_host_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace ferry::vfs
