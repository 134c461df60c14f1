#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/command.h"
#include "commands/session.h"

namespace ferry::commands {

/// "%Error opening flash:/a (No such file or directory)" and the status that goes with it.
net::Task<cli::Status> file_error(Session& session, std::string doing, std::string path, Error error);

/// Longest text file that a command reads or writes in one piece: configurations.
inline constexpr std::size_t longest_text_file = std::size_t{16} << 20;

/// A whole text file. Blocks: call it off the network threads.
[[nodiscard]] Result<std::string> read_text_file(const vfs::Mounts& files, const vfs::Path& path);
/// Replaces a whole file. Blocks.
[[nodiscard]] Result<vfs::Committed> write_text_file(const vfs::Mounts& files, const vfs::Path& path,
                                                     std::string_view text);

}  // namespace ferry::commands
