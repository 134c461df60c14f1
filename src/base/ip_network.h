#pragma once

#include <optional>
#include <string_view>

namespace ferry {

/// Whether `address` lies in one of the networks of a list such as "10.0.0.0/8,192.0.2.1,2001:db8::/32"; an
/// IPv4 address in IPv6 form counts as IPv4. Nothing if the list or the address is malformed.
[[nodiscard]] std::optional<bool> lies_in_networks(std::string_view address, std::string_view networks);

}  // namespace ferry
