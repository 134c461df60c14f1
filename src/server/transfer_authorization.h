#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "aaa/outcome.h"
#include "config/config.h"
#include "net/task.h"
#include "server/session.h"
#include "server/transfer_protocol.h"
#include "vfs/operation.h"

namespace ferry::server {

/// What an operation is called when `aaa authorization commands` is asked about it: as the command that would
/// do the same at the prompt ("copy scp: flash:/a"), or as the client asks ("scp -t flash:/a"), and then
/// always with the level of `copy`.
[[nodiscard]] aaa::CommandWords words_for(const vfs::Operation& operation, TransferProtocol protocol,
                                          const config::Config& config);

using Permit = std::function<net::Task<Result<void>>(vfs::Operation)>;

/// Asks command authorization about each operation of one program of `session`, which outlives it. A no is
/// final, and so is no answer of any server, whatever methods follow. Null where no list applies, so that
/// nobody has to be asked.
[[nodiscard]] Permit transfer_permit(Session& session, TransferProtocol protocol, unsigned privilege);

}  // namespace ferry::server
