#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/task.h"
#include "transfer/ends.h"
#include "transfer/ssh_client.h"

namespace ferry::transfer {

/// One file of another machine, by its subsystem sftp. `path` is as that machine understands it; relative
/// ones are relative to the directory that a login begins in. Errors have the words of IOS. The connection
/// goes with the source.
net::Task<Result<std::unique_ptr<Source>>> open_sftp_source(std::unique_ptr<SshClient> client,
                                                            SshEnvironment environment, std::string path);
/// One file there. What it replaces stays until the new one is whole. The connection goes with the target.
net::Task<Result<std::unique_ptr<Target>>> open_sftp_target(std::unique_ptr<SshClient> client,
                                                            SshEnvironment environment, std::string path);

}  // namespace ferry::transfer
