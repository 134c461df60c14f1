#pragma once

#include <CLI/CLI.hpp>

#include "workstation/copy_options.h"

namespace ferry::app {

/// Adds `ferry copy` to the command line, with its help. `options` outlives `app`.
CLI::App* add_copy(CLI::App& app, workstation::CopyOptions& options);

}  // namespace ferry::app
