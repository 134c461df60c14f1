#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workstation/ssh_config.h"

namespace ferry::workstation {

/// Stores what a line of the configuration says, unless an earlier one has said it. A keyword that means
/// nothing here is passed over. Gives what is wrong with the arguments, if anything is.
[[nodiscard]] std::optional<std::string> set_keyword(HostSettings& settings, const std::string& keyword,
                                                     const std::vector<std::string>& arguments);

}  // namespace ferry::workstation
