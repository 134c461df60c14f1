#pragma once

#include <string_view>

#include "base/result.h"
#include "vfs/mounts.h"

namespace ferry::commands {

// While a change waits for `configure confirm`, startup-config may be written, and the device may go down. So
// that an unconfirmed change never becomes what the device starts with, the startup configuration of before
// is kept beside it, in nvram:, from the first save until the change is confirmed or taken back. All of these
// block on the disk, and write whole files or none.

/// Before the first save. `running` is the configuration of before the change: it is kept where there was no
/// startup configuration. Does nothing if one is kept already.
[[nodiscard]] Result<void> keep_confirmed_startup(const vfs::Mounts& files, std::string_view running);
/// The change was taken back, or the device starts and nobody has confirmed it: the startup configuration of
/// before is the startup configuration again. False if none was kept.
[[nodiscard]] Result<bool> put_back_confirmed_startup(const vfs::Mounts& files);
/// The change is confirmed.
[[nodiscard]] Result<void> forget_confirmed_startup(const vfs::Mounts& files);

}  // namespace ferry::commands
