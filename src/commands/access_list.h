#pragma once

#include <string>

#include "config/config.h"

namespace ferry::commands {

/// "permit 10.1.0.0 0.0.255.255 log": an entry without its sequence number.
[[nodiscard]] std::string entry_text(const config::AccessEntry& entry);

/// "10", "1300": lists that are named by a number.
[[nodiscard]] bool is_list_number(std::string_view name);
/// A number, or a name that begins with a letter.
[[nodiscard]] bool is_list_name(std::string_view name);

}  // namespace ferry::commands
