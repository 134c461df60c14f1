#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diff/tree.h"

namespace ferry::diff {

/// Lines of one group mean something else in another order, such as the rules of an access list. `section` is
/// the line above, empty at the top. Most lines are in no group: empty. Lines that begin with a number are
/// put into their order by it.
[[nodiscard]] std::string_view order_group(std::string_view section, std::string_view line);

/// For each of `positions`, none twice: whether it stays where it is when as few as possible move so that all
/// of them ascend.
[[nodiscard]] std::vector<bool> longest_ascent(const std::vector<std::size_t>& positions);

}  // namespace ferry::diff
