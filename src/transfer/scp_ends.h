#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/task.h"
#include "transfer/ends.h"
#include "transfer/remote.h"
#include "transfer/ssh_client.h"

namespace ferry::transfer {

/// One file of another machine, by `scp -f` there. `path` is as that machine understands it; relative ones
/// are relative to the home of the user. Errors have the words of IOS. The connection goes with the source.
net::Task<Result<std::unique_ptr<Source>>> open_scp_source(std::unique_ptr<SshClient> client,
                                                           std::string path, Correspondent& correspondent);
/// One file there, by `scp -t`. SCP announces the size before the content: what has an unknown size is kept
/// in memory until it is whole, and must not be large. The connection goes with the target.
net::Task<Result<std::unique_ptr<Target>>> open_scp_target(std::unique_ptr<SshClient> client,
                                                           std::string path,
                                                           std::optional<std::uint64_t> size,
                                                           Correspondent& correspondent);

}  // namespace ferry::transfer
