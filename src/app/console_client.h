#pragma once

#include <filesystem>

#include "base/result.h"

namespace ferry::app {

/// `ferry console`: connects the terminal (or pipe) of this process with the console of the router whose
/// state directory is `state`, until that ends or Ctrl-] is typed. The error names what is wrong and what to
/// do.
[[nodiscard]] Result<void> attach_to_console(const std::filesystem::path& state);

}  // namespace ferry::app
