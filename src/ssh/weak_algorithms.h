#pragma once

#include <string>

#include "ssh/transport/transport.h"

namespace ferry::ssh {

/// Those of a connection that are weak, as a list for people; empty if none is.
[[nodiscard]] std::string weak_algorithms(const NegotiatedAlgorithms& negotiated);

}  // namespace ferry::ssh
