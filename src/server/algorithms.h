#pragma once

#include "config/config.h"
#include "ssh/algorithms.h"

namespace ferry::server {

/// The algorithms in effect: what `ip ssh server algorithm` names, and the defaults for the lists it does not
/// name.
[[nodiscard]] ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config);

}  // namespace ferry::server
