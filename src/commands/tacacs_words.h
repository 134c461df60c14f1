#pragma once

#include <expected>
#include <string>

#include "cli/command.h"
#include "config/tacacs.h"

namespace ferry::commands {

/// What may stand behind the address of a server in one line: `single-connection`, `port`, `timeout`, `key`.
[[nodiscard]] cli::Path tacacs_host_options();
/// Such a line, the address included.
[[nodiscard]] std::expected<config::TacacsServer, cli::Complaint> read_tacacs_host(cli::Edit& edit,
                                                                                   const cli::Match& match);
/// "10.1.1.9 port 4949 key SECRET"
[[nodiscard]] std::string write_tacacs_host(const config::TacacsServer& server);

}  // namespace ferry::commands
