#pragma once

#include <optional>

#include "cli/match.h"
#include "commands/place.h"
#include "commands/session.h"

namespace ferry::commands {

/// `copy`, with every question about its two ends answered.
struct CopyRequest {
  Place source, target;
  bool is_atomic = false;
  bool erases = false;
  bool verifies = false;
};

/// Reads what was typed, and asks for what is missing, the source first. Nothing: then the typist has been
/// told why, or gave up.
net::Task<std::optional<CopyRequest>> settle_request(Session& session, cli::Match match);

/// Where everything can be read from as nothing, and written to without a trace.
inline constexpr std::string_view null_device = "null";

}  // namespace ferry::commands
