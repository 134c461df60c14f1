#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ferry {

/// The IPv4 address that the whole of `text` spells as four decimal numbers, in host order.
[[nodiscard]] std::optional<std::uint32_t> to_ipv4(std::string_view text);

/// The same for the address of a peer, which IPv6 sockets give as "::ffff:10.1.1.2" (RFC 4291 section
/// 2.5.5.2). Nothing for a real IPv6 address.
[[nodiscard]] std::optional<std::uint32_t> peer_ipv4(std::string_view text);

/// "10.1.1.2"
[[nodiscard]] std::string ipv4_text(std::uint32_t address);

}  // namespace ferry
