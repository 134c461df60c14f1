#pragma once

#include <string>
#include <string_view>

#include "config/config.h"
#include "ssh/algorithms.h"
#include "ssh/transport/transport.h"

namespace ferry::server {

/// In a list of algorithms: all weak ones, behind those that the list names or, where it names none, behind
/// the defaults.
inline constexpr std::string_view legacy = "legacy";

/// The algorithms in effect: what `ip ssh server algorithm` names, and the defaults for the lists it does not
/// name.
[[nodiscard]] ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config);
/// The same for the router as a client: `ip ssh client algorithm`.
[[nodiscard]] ssh::AlgorithmLists algorithm_lists(const config::SshClientConfig& config);

/// Those of a connection that are weak, as a list for people; empty if none is.
[[nodiscard]] std::string weak_algorithms(const ssh::NegotiatedAlgorithms& negotiated);

}  // namespace ferry::server
