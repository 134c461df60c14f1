#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/task.h"
#include "pump/channel_stream.h"
#include "server/program.h"
#include "server/session.h"

namespace ferry::server {

/// Runs what a client asked for on one channel, from exec authorization to exit-status, EOF and CLOSE.
net::Task<void> run_program(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                            Program program, ChannelTerminal terminal);

}  // namespace ferry::server
