#include "base/ip_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "base/text.h"

namespace ferry {
namespace {

constexpr unsigned address_bits = 128;
constexpr unsigned ipv4_bits = 32;
constexpr unsigned mapped_bits = address_bits - ipv4_bits;

/// An address of either kind: IPv4 has the prefix ::ffff:0:0/96 (RFC 4291 section 2.5.5.2).
using AddressBytes = std::array<Byte, address_bits / 8>;

std::optional<AddressBytes> to_bytes(std::string_view text) {
  const std::string terminated{text};
  AddressBytes bytes{};
  if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  bytes = {};
  bytes[10] = bytes[11] = 0xff;
  if (::inet_pton(AF_INET, terminated.c_str(), bytes.data() + mapped_bits / 8) == 1) return bytes;
  return std::nullopt;
}

struct Network {
  AddressBytes address{};
  unsigned prefix = address_bits;
};

std::optional<Network> to_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto address = to_bytes(host);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Network{.address = *address};
  const auto length = to_number(text.substr(slash + 1));
  const unsigned before = host.find(':') == std::string_view::npos ? mapped_bits : 0;
  if (!length || *length > address_bits - before) return std::nullopt;
  return Network{.address = *address, .prefix = before + static_cast<unsigned>(*length)};
}

bool holds(const Network& network, const AddressBytes& address) {
  for (unsigned bit = 0; bit < network.prefix; ++bit) {
    const unsigned differs = network.address[bit / 8] ^ address[bit / 8];
    if ((differs >> (7 - bit % 8) & 1U) != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<bool> lies_in_networks(std::string_view address, std::string_view networks) {
  const auto bytes = to_bytes(address);
  if (!bytes) return std::nullopt;
  bool found = false;
  for (const std::string_view part : split(networks, ',')) {
    const auto network = to_network(part);
    if (!network) return std::nullopt;
    found = found || holds(*network, *bytes);
  }
  return found;
}

}  // namespace ferry
