#pragma once

#include <string>

#include "cli/lines.h"
#include "commands/services.h"
#include "config/config.h"

namespace ferry::commands {

using cli::Lines;

/// The configuration as text, from "version" to "end", in the order and with the blanks of IOS. Applied to a
/// default Config it gives an equal one, with or without what has its default.
[[nodiscard]] std::string render(const config::Config& config,
                                 Lines::Defaults defaults = Lines::Defaults::left_out);

/// The content of system:running-config: the lines about the last change and the last save, then `render`.
[[nodiscard]] std::string running_configuration(const config::Config& config,
                                                const ConfigurationHistory& history,
                                                Lines::Defaults defaults = Lines::Defaults::left_out);

}  // namespace ferry::commands
