#pragma once

#include <string>
#include <string_view>

#include "config/config.h"

namespace ferry::commands {

/// An exec line whose first word is an alias, spelled in full, with what the alias stands for in its place;
/// any other line as it is. What comes out is not expanded again, so no alias can go round in circles.
[[nodiscard]] std::string expand_alias(const config::Config& config, std::string_view line);

}  // namespace ferry::commands
