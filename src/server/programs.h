#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/task.h"
#include "pump/channel_stream.h"
#include "server/session.h"

namespace ferry::server {

/// Runs what a client asked for on one channel, from exec authorization to exit-status, EOF and CLOSE: scp, a
/// command line, or without a `command` the shell.
net::Task<void> run_program(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                            std::optional<std::string> command, ChannelTerminal terminal);

}  // namespace ferry::server
