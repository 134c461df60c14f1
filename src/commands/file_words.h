#pragma once

#include <string>

#include "cli/match.h"
#include "cli/path.h"

namespace ferry::commands {

/// The name of a file or directory as one word: `?` lists the file systems of a device.
[[nodiscard]] cli::Path file_name(const std::string& name, std::string help);

/// The same, or a URL: `?` lists their schemes too.
[[nodiscard]] cli::Path place_name(const std::string& name, std::string help);

/// The same as the rest of the line, so that it may hold blanks.
[[nodiscard]] cli::Path file_name_to_end(std::string help);
/// The same where it may be a directory: "/" is the root, although options begin so, too.
[[nodiscard]] cli::Path directory_to_end(std::string help);

/// What was typed for either of them, trimmed; empty if it was left out.
[[nodiscard]] std::string typed_name(const cli::Match& match);

}  // namespace ferry::commands
