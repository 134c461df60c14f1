#include "base/ipv4.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ferry {

std::optional<std::uint32_t> to_ipv4(std::string_view text) {
  constexpr std::size_t longest_part = 3;
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::uint32_t address = 0;
  for (const std::string_view part : parts) {
    const auto number = part.size() > longest_part ? std::nullopt : to_number(part);
    if (!number || *number > 255) return std::nullopt;
    address = address << 8U | static_cast<std::uint32_t>(*number);
  }
  return address;
}

std::optional<std::uint32_t> peer_ipv4(std::string_view text) {
  constexpr std::string_view mapped = "::ffff:";
  if (text.size() > mapped.size() && equal_ignoring_case(text.substr(0, mapped.size()), mapped)) {
    text.remove_prefix(mapped.size());
  }
  return to_ipv4(text);
}

std::string ipv4_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24U, address >> 16U & 255U, address >> 8U & 255U,
                     address & 255U);
}

}  // namespace ferry
