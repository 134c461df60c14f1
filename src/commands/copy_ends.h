#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "commands/merge.h"
#include "commands/session.h"
#include "net/task.h"
#include "transfer/ends.h"
#include "vfs/path.h"

namespace ferry::commands {

/// A file of the device. `services` outlives it.
net::Task<Result<std::unique_ptr<transfer::Source>>> open_source(const Services& services, vfs::Path path);
/// The same; `size` is what will be written, if that is known, and is refused at once where it does not fit.
net::Task<Result<std::unique_ptr<transfer::Target>>> open_target(const Services& services, vfs::Path path,
                                                                 std::optional<std::uint64_t> size);
/// The configuration in effect: what is written is merged into it, line by line; lines that are wrong are
/// left out and come back from `finish`, or are its error (merge.h). `session` outlives it.
[[nodiscard]] std::unique_ptr<transfer::Target> open_running_configuration(Session& session, MergeRule rule);

}  // namespace ferry::commands
