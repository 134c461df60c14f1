#pragma once

#include <string>

#include "base/clock.h"
#include "sftp/attributes.h"
#include "vfs/file_system.h"

namespace ferry::sftp {

/// What a client is told about a file. There are no owners: users are lines of a configuration.
[[nodiscard]] Attributes attributes_of(const vfs::FileInfo& info);
/// The line that `ls -l` shows, with times in UTC: of the last half year with the time of day, of others with
/// the year.
[[nodiscard]] std::string long_name(const vfs::FileInfo& info, WallTime now);
[[nodiscard]] WallTime modified_in(const FileTimes& times);

}  // namespace ferry::sftp
