#pragma once

#include <string>

#include "config/config.h"
#include "server/context.h"

namespace ferry::server {

// What a connection has to pass before anything is said to it. A refused one is closed at once, as IOS does,
// and the log says which gate refused it.

/// `transport input`: may SSH come in on this vty?
[[nodiscard]] bool takes_ssh(const config::Config& config, unsigned vty);

/// `login block-for`: is this address refused because logins are? Those that the access list of
/// `login quiet-mode` permits are not; a list that is not there permits nobody.
[[nodiscard]] bool is_refused_in_quiet_mode(const commands::Services& services, const config::Config& config,
                                            const std::string& address);

/// Quiet mode, then the `access-class` of the line. Logs a refusal.
[[nodiscard]] bool may_come_in(const commands::Services& services, const std::string& address, unsigned vty);

}  // namespace ferry::server
