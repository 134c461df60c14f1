#pragma once

#include <memory>

#include "net/task.h"
#include "pump/channel_stream.h"
#include "server/session.h"

namespace ferry::server {

/// The subsystem sftp on a channel, behind the same gates as SCP. A client that one of them refuses is told
/// why in the answer to each of its requests. Returns the exit status.
net::Task<int> run_sftp(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream);

}  // namespace ferry::server
