#pragma once

#include <expected>
#include <string>

#include "cli/command.h"
#include "config/radius.h"

namespace ferry::commands {

/// `[auth-port N] [acct-port N]`
[[nodiscard]] cli::Path radius_ports();
/// The ports of such a line; those that were not typed are the usual ones.
void read_radius_ports(const cli::Match& match, std::uint16_t& authentication, std::uint16_t& accounting);

/// What may stand behind the address of a server in one line: ports, `timeout`, `retransmit`, `key`.
[[nodiscard]] cli::Path radius_host_options();
/// Such a line, the address included.
[[nodiscard]] std::expected<config::RadiusServer, cli::Complaint> read_radius_host(cli::Edit& edit,
                                                                                   const cli::Match& match);
/// "10.1.1.9 auth-port 1812 acct-port 1813 key SECRET"
[[nodiscard]] std::string write_radius_host(const config::RadiusServer& server);

/// `load-balance method least-outstanding [batch-size N] [ignore-preferred-server]`
[[nodiscard]] cli::Path load_balance_path();
[[nodiscard]] config::LoadBalance read_load_balance(const cli::Match& match);
/// The same as it is typed.
[[nodiscard]] std::string write_load_balance(const config::LoadBalance& balance);

}  // namespace ferry::commands
