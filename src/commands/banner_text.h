#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/typists.h"
#include "config/config.h"

namespace ferry::commands {

/// A banner as it is shown on `line`: $(hostname), $(domain), $(line) and $(line-desc) filled in, with a line
/// end behind it. Empty for an empty banner.
[[nodiscard]] std::string banner_text(std::string_view banner, const config::Config& config, LineId line);

/// What whoever begins a session on `line` is shown after the login: the message of the day and the exec
/// banner, as far as the line shows them.
[[nodiscard]] std::string greeting(const config::Config& config, LineId line);

/// What in a banner network tools take for a prompt or for a failure: a warning for each such thing.
[[nodiscard]] std::vector<std::string> banner_warnings(std::string_view banner);

}  // namespace ferry::commands
