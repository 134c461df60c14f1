#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workstation/host_settings.h"
#include "workstation/place.h"

namespace ferry::workstation {

/// What `ferry copy` was told.
struct CopyOptions {
  std::vector<std::string> sources;
  std::string target;
  bool recursive = false;
  bool times = false;  // and modes
  bool is_quiet = false;
  bool is_verbose = false;
  bool resume = false;
  Protocol protocol = Protocol::automatic;  // for host:path; a URL says it itself
  SshChoices ssh;
  /// What the content must have, in hexadecimal.
  std::optional<std::string> sha256{};
};

}  // namespace ferry::workstation
