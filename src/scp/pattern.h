#pragma once

#include <string_view>

namespace ferry::scp {

/// Whether `text` has a `*`, a `?` or a complete `[...]`.
[[nodiscard]] bool is_pattern(std::string_view text);
/// Whether the file name `name` fits `pattern`: `*`, `?`, `[abc]`, `[a-z]`, `[!a]`. `?` and a set take one
/// character of UTF-8. A name that starts with a dot fits only a pattern that does. Never slower than the
/// product of both lengths.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

}  // namespace ferry::scp
