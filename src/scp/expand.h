#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vfs/mounts.h"

namespace ferry::scp {

/// Most files that one pattern may stand for.
inline constexpr std::size_t most_matches = 10'000;

/// The paths that fit `pattern`, whose components may have wildcards, in the order of their names. May block.
/// Error: invalid, if there are too many.
[[nodiscard]] Result<std::vector<vfs::Path>> expand(const vfs::Mounts& files, const vfs::Path& pattern);

/// The name that a client expects for what it asked for as `typed`: what stands behind the last slash, with a
/// file system in front if it was typed there ("flash:a"). Never empty, "." or ".."; a file system's root is
/// called "flash:".
[[nodiscard]] std::string expected_name(std::string_view typed, const vfs::Path& path);

}  // namespace ferry::scp
