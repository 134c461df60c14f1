#pragma once

#include <string_view>

namespace ferry::commands {

/// Is this line `test aaa ...`, however it is abbreviated, and whether or not it is complete? It has a
/// password in it.
[[nodiscard]] bool has_password_to_test(std::string_view line);

}  // namespace ferry::commands
