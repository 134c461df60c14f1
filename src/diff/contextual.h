#pragma once

#include <string>

#include "diff/compare.h"

namespace ferry::diff {

/// What `show archive config differences` prints: "!Contextual Config Diffs:", then the lines that are only
/// in `after` with a plus, those that are only in `before` with a minus, and those of an ordered list that
/// have moved with an exclamation mark; the sign stands behind the indentation, and sections that are in both
/// have none. "!No changes were found" if nothing differs.
[[nodiscard]] std::string contextual_differences(const Tree& before, const Tree& after, LetterCase letters);

}  // namespace ferry::diff
