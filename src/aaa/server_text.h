#pragma once

#include <string>
#include <string_view>

namespace ferry::aaa {

/// What a server says, as it may be shown: line ends stay, other control characters become `\xNN`.
[[nodiscard]] std::string showable(std::string_view server_message);
/// The same on one line, for the log: ": ..." behind what it belongs to, nothing for nothing.
[[nodiscard]] std::string in_log(std::string_view server_message);

}  // namespace ferry::aaa
