#pragma once

#include <span>
#include <string_view>

namespace ferry {

/// Does the whole of `name` match `pattern`, where `*` stands for any text and `?` for one character? Letters
/// match in either case, as those of host names do. Takes at most the product of both lengths.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view name);

/// Does `name` match one of `patterns`, and none of those that begin with `!`?
[[nodiscard]] bool matches_list(std::span<const std::string_view> patterns, std::string_view name);
}  // namespace ferry
