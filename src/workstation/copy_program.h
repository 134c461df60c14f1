#pragma once

#include "workstation/copy_options.h"

namespace ferry::workstation {

/// Exit statuses: everything is copied, something is not; and what a shell expects after Ctrl-C.
inline constexpr int copy_done = 0;
inline constexpr int copy_failed = 1;
inline constexpr int copy_interrupted = 130;

/// `ferry copy`: runs until everything is copied or has failed, or a signal ends it. Shows progress on
/// standard error if that is a terminal. To be called once, before there is any other thread.
[[nodiscard]] int run_copy(const CopyOptions& options);

}  // namespace ferry::workstation
