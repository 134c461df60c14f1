#pragma once

#include <string>

#include "commands/services.h"

namespace ferry::commands {

/// What `platform` says, or the truth where it says nothing.
[[nodiscard]] std::string platform_version(const Services& services, const config::Config& config);
[[nodiscard]] std::string platform_model(const config::Config& config);
[[nodiscard]] std::string platform_serial(const Services& services, const config::Config& config);

/// As a start from the flash with the startup configuration is written, the only one there is.
inline constexpr std::string_view configuration_register = "Configuration register is 0x2102\n";

}  // namespace ferry::commands
