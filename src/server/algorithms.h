#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "ssh/algorithms.h"

namespace ferry::server {

/// In a list of algorithms: all weak ones, behind those that the list names or, where it names none, behind
/// the defaults.
inline constexpr std::string_view legacy = "legacy";

/// The algorithms in effect: what `ip ssh server algorithm` names, and the defaults for the lists it does not
/// name.
[[nodiscard]] ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config);
/// These without the dated ones in the lists that the configuration does not name.
[[nodiscard]] ssh::AlgorithmLists current_algorithm_lists(const config::SshConfig& config);
/// Those in effect for the router as a client: `ip ssh client algorithm`.
[[nodiscard]] ssh::AlgorithmLists algorithm_lists(const config::SshClientConfig& config);

/// What signs for keys of the router's own, by `ip ssh client algorithm publickey`; empty without it.
[[nodiscard]] std::vector<std::string> signature_names(const config::SshClientConfig& config);

}  // namespace ferry::server
