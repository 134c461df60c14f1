#include "commands/interface_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ferry::commands {
namespace {

// The first one that a beginning fits is meant, as with IOS: "t" is a TenGigabitEthernet, "tu" a Tunnel.
constexpr std::array<std::string_view, 20> types{"GigabitEthernet",
                                                 "FastEthernet",
                                                 "TenGigabitEthernet",
                                                 "TwoGigabitEthernet",
                                                 "TwentyFiveGigE",
                                                 "FortyGigabitEthernet",
                                                 "HundredGigE",
                                                 "FiveGigabitEthernet",
                                                 "AppGigabitEthernet",
                                                 "Ethernet",
                                                 "Loopback",
                                                 "Vlan",
                                                 "Port-channel",
                                                 "Tunnel",
                                                 "Serial",
                                                 "BDI",
                                                 "Dialer",
                                                 "Virtual-Template",
                                                 "Null",
                                                 "Cellular"};

bool begins(std::string_view type, std::string_view beginning) {
  return beginning.size() <= type.size() && equal_ignoring_case(type.substr(0, beginning.size()), beginning);
}

}  // namespace

std::string interface_name(std::string_view typed) {
  const std::size_t number = typed.find_first_of("0123456789");
  if (number == std::string_view::npos) return std::string{typed};
  const std::string_view beginning = trim(typed.substr(0, number));
  const auto* const type =
      std::ranges::find_if(types, [&](std::string_view one) { return begins(one, beginning); });
  if (beginning.empty() || type == types.end()) return std::string{typed};
  return fmt::format("{}{}", *type, typed.substr(number));
}

}  // namespace ferry::commands
