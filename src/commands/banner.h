#pragma once

#include <string>
#include <string_view>

#include "cli/edit.h"

namespace ferry::commands {

/// Longest banner that is kept.
inline constexpr std::size_t longest_banner = 8192;

/// Takes one more line of a banner whose position is InBanner; goes back to global configuration behind the
/// delimiter.
[[nodiscard]] cli::EditResult read_banner_line(cli::Edit& edit, std::string_view line);

}  // namespace ferry::commands
