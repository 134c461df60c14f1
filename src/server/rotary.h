#pragma once

#include <cstdint>
#include <map>

#include "config/config.h"

namespace ferry::server {

/// `ip ssh port`: every port that leads to a group of lines, and that group.
using RotaryPorts = std::map<std::uint16_t, unsigned>;
[[nodiscard]] RotaryPorts rotary_ports(const config::SshConfig& config);

/// Does this vty stand in the configuration, with `rotary GROUP`?
[[nodiscard]] bool is_in_group(const config::Config& config, unsigned vty, unsigned group);

}  // namespace ferry::server
