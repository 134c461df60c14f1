#pragma once

#include "cli/path.h"

namespace ferry::commands {

[[nodiscard]] inline cli::Path platform_word() {
  return cli::word("platform", "What this device is and takes");
}

}  // namespace ferry::commands
