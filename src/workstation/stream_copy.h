#pragma once

#include "workstation/copy_run.h"

namespace ferry::workstation {

/// Copies one file through this machine, from any place to any other: what neither SCP nor SFTP with this
/// machine's files does. `target` is the file itself, no directory. What goes wrong is said by `run`.
net::Task<void> copy_by_stream(CopyRun& run, const Place& source, const Place& target);

}  // namespace ferry::workstation
