#pragma once

#include <string>

#include "commands/services.h"
#include "config/config.h"

namespace ferry::commands {

/// The configuration as text, from "version" to "end", in the order and with the blanks of IOS. Applied to a
/// default Config it gives an equal one.
[[nodiscard]] std::string render(const config::Config& config);

/// The content of system:running-config: the lines about the last change and the last save, then `render`.
[[nodiscard]] std::string running_configuration(const config::Config& config,
                                                const ConfigurationHistory& history);

}  // namespace ferry::commands
