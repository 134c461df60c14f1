#pragma once

#include <string>
#include <string_view>

namespace ferry::commands {

/// The name of an interface as it is shown: "GigabitEthernet0/1" for "gi0/1" and "gigabitethernet 0/1", with
/// the words that follow. A type that is not known, or a beginning of several, stays as it is.
[[nodiscard]] std::string interface_name(std::string_view typed);

}  // namespace ferry::commands
