#pragma once

#include "cli/command.h"

namespace ferry::commands {

/// Calls `set` with every block of lines that is selected, and with what an untouched one looks like.
template <class Set>
cli::EditResult for_lines(cli::Edit& edit, Set set) {
  const cli::SelectedLines selected = selected_lines(edit);
  for (config::LineVty* line : selected.lines) set(*line, selected.untouched);
  return {};
}

}  // namespace ferry::commands
