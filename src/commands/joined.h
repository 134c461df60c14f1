#pragma once

#include <initializer_list>

#include "cli/command.h"

namespace ferry::commands {

/// One table of several, in their order.
[[nodiscard]] inline cli::CommandTable joined(std::initializer_list<cli::CommandTable> tables) {
  cli::CommandTable all;
  for (const cli::CommandTable& table : tables) all.insert(all.end(), table.begin(), table.end());
  return all;
}

}  // namespace ferry::commands
