#pragma once

#include "commands/typists.h"
#include "config/config.h"

namespace ferry::commands {

/// What the configuration says of a line. More sessions than configured vtys are welcome: they follow the
/// settings of the last one. Borrowed from `config`.
[[nodiscard]] const config::LineVty& line_settings(const config::Config& config, LineId line);

}  // namespace ferry::commands
