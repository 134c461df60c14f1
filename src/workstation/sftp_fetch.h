#pragma once

#include <string>

#include "workstation/copy_run.h"
#include "workstation/local_spot.h"

namespace ferry::workstation {

/// Copies by SFTP what is at `path` of the far side to `to`, with -r whole trees. Nothing outside of `to` is
/// ever made. What goes wrong is said by `run`, and in a tree the rest is still copied.
net::Task<void> fetch_by_sftp(CopyRun& run, SshSession& session, std::string path, LocalSpot to);

}  // namespace ferry::workstation
