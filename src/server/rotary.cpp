#include "server/rotary.h"

#include "commands/line_settings.h"

namespace ferry::server {

RotaryPorts rotary_ports(const config::SshConfig& config) {
  RotaryPorts ports;
  for (const auto& [first, groups] : config.ports) {
    for (unsigned group = groups.first; group <= groups.last; ++group)
      ports[static_cast<std::uint16_t>(first + group - groups.first)] = group;
  }
  return ports;
}

// Lines beyond the last one that is configured are like that one, but nobody has put them into its group.
bool is_in_group(const config::Config& config, unsigned vty, unsigned group) {
  const bool stands_there = group != 0 && !config.vty.empty() && vty <= config.vty.back().last;
  return stands_there && commands::line_settings(config, {commands::LineId::Kind::vty, vty}).rotary == group;
}

}  // namespace ferry::server
