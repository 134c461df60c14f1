#pragma once

#include <string>

#include "workstation/copy_run.h"
#include "workstation/local_spot.h"

namespace ferry::workstation {

/// Copies by SFTP what `from` names into `path` of the far side, with -r whole trees: below it if it is a
/// directory there (or `into_directory` says that it has to be), else under that name. What goes wrong is
/// said by `run`, and in a tree the rest is still copied.
net::Task<void> send_by_sftp(CopyRun& run, SshSession& session, LocalSpot from, std::string path,
                             bool into_directory);

}  // namespace ferry::workstation
