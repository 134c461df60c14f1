#pragma once

#include <cstdint>

#include "cli/lines.h"
#include "config/config.h"

namespace ferry::commands {

/// Groups of the top level (unmodelled_rules.h): from `first` on, up to but without `end`.
struct GroupRange {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

/// Writes the lines of these groups that no command knows, with what is below them and "!" between sections.
void show_unmodelled(const config::Config& config, GroupRange groups, cli::Lines& lines);

/// Writes all lines of a section, `depth` blanks from the left.
void show_section(const config::UnmodelledLines& section, std::size_t depth, cli::Lines& lines);

}  // namespace ferry::commands
