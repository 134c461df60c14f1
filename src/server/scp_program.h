#pragma once

#include <memory>

#include "net/task.h"
#include "pump/channel_stream.h"
#include "scp/command.h"
#include "server/session.h"

namespace ferry::server {

/// One scp on a channel: the gates first (`ip scp server enable`, privilege level 15), then the transfer.
/// Returns the exit status. The log says which gate refused.
net::Task<int> run_scp(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                       Result<scp::Command> command);

}  // namespace ferry::server
