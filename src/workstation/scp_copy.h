#pragma once

#include <string>

#include "workstation/copy_run.h"
#include "workstation/local_spot.h"

namespace ferry::workstation {

/// Copies by SCP what `from` names into `path` of the far side, with -r whole trees. `into_directory`:
/// several go there, so it has to be one. What goes wrong is said by `run`.
net::Task<void> send_by_scp(CopyRun& run, SshSession& session, LocalSpot from, std::string path,
                            bool into_directory);
/// Copies what is at `path` of the far side. Nothing but `to` is ever made here, whatever the server sends.
net::Task<void> fetch_by_scp(CopyRun& run, SshSession& session, std::string path, LocalSpot to);

}  // namespace ferry::workstation
