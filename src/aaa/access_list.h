#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace ferry::aaa {

/// The first rule that is about this address; null if none is.
[[nodiscard]] const config::AccessEntry* first_match(const std::vector<config::AccessEntry>& list,
                                                     std::uint32_t address);

/// What an access list says about a peer.
struct AccessVerdict {
  bool permitted = true;
  bool log = false;  // the rule asks for a line in the log
};

/// Asks the list of this name. As in IOS, whoever meets no rule is denied, but a list that is not there or
/// has no rules permits everybody. A list of IPv4 rules cannot speak for a peer with an IPv6 address, so it
/// denies that one: whoever names a list means to shut somebody out.
[[nodiscard]] AccessVerdict check_access(const config::Config& config, const std::string& list,
                                         std::string_view address);

}  // namespace ferry::aaa
