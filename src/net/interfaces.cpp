#include "net/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <utility>

namespace ferry::net {
namespace {

struct FreeAddresses {
  void operator()(ifaddrs* list) const { ::freeifaddrs(list); }
};

/// A socket that only carries questions to the kernel.
class Question {
 public:
  Question() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~Question() {
    if (socket_ >= 0) ::close(socket_);
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  [[nodiscard]] unsigned mtu(const std::string& name) const {
    ifreq request = about(name);
    if (::ioctl(socket_, SIOCGIFMTU, &request) != 0) return 0;
    return static_cast<unsigned>(std::max(0, request.ifr_mtu));
  }

  [[nodiscard]] std::optional<std::uint64_t> kilobits(const std::string& name) const {
    constexpr std::uint32_t unknown = 0xffffffff;
    ethtool_cmd command{};
    command.cmd = ETHTOOL_GSET;
    ifreq request = about(name);
    request.ifr_data = reinterpret_cast<char*>(&command);
    if (::ioctl(socket_, SIOCETHTOOL, &request) != 0) return std::nullopt;
    const std::uint32_t megabits = ::ethtool_cmd_speed(&command);
    // A switched-off interface says 0, or the largest number of 16 bits.
    if (megabits == 0 || megabits == unknown || megabits == 0xffff) return std::nullopt;
    return std::uint64_t{megabits} * 1000;
  }

 private:
  static ifreq about(const std::string& name) {
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    return request;
  }

  int socket_;
};

// The kernel's structures have no alignment that the language could rely on.
template <class Address>
Address copied(const sockaddr* from) {
  Address address{};
  std::memcpy(&address, from, sizeof address);
  return address;
}

std::string text_of(const sockaddr* from) {
  const auto address = copied<sockaddr_in>(from);
  std::array<char, INET_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
  return text.data();
}

void add_ipv4(Interface& interface, const ifaddrs& entry) {
  Interface::Ipv4 address{.address = text_of(entry.ifa_addr)};
  if (entry.ifa_netmask != nullptr) {
    const auto mask = copied<sockaddr_in>(entry.ifa_netmask);
    address.prefix = static_cast<unsigned>(std::popcount(mask.sin_addr.s_addr));
  }
  if ((entry.ifa_flags & IFF_BROADCAST) != 0 && entry.ifa_broadaddr != nullptr)
    address.broadcast = text_of(entry.ifa_broadaddr);
  interface.addresses.push_back(std::move(address));
}

void add_counters(Interface& interface, const void* data) {
  rtnl_link_stats counted{};
  std::memcpy(&counted, data, sizeof counted);
  interface.input = {counted.rx_packets, counted.rx_bytes, counted.rx_errors, counted.rx_dropped};
  interface.output = {counted.tx_packets, counted.tx_bytes, counted.tx_errors, counted.tx_dropped};
  interface.errors = {.crc = counted.rx_crc_errors,
                      .frame = counted.rx_frame_errors,
                      .overrun = counted.rx_over_errors,
                      .underrun = counted.tx_fifo_errors,
                      .collisions = counted.collisions};
}

void add_link(Interface& interface, const ifaddrs& entry) {
  const auto link = copied<sockaddr_ll>(entry.ifa_addr);
  const bool has_address = !interface.is_loopback && link.sll_halen == 6;
  if (has_address) {
    interface.hardware_address.emplace();
    std::copy_n(link.sll_addr, link.sll_halen, interface.hardware_address->begin());
  }
  if (entry.ifa_data != nullptr) add_counters(interface, entry.ifa_data);
}

Interface& named(std::vector<Interface>& all, const ifaddrs& entry) {
  // An address may have a label of its own: "eth0:1" belongs to eth0.
  const std::string name = std::string{entry.ifa_name}.substr(0, std::strcspn(entry.ifa_name, ":"));
  const auto known = std::ranges::find(all, name, &Interface::name);
  if (known != all.end()) return *known;
  const unsigned flags = entry.ifa_flags;
  return all.emplace_back(Interface{.name = name,
                                    .is_up = (flags & IFF_UP) != 0,
                                    .is_running = (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0,
                                    .is_loopback = (flags & IFF_LOOPBACK) != 0});
}

}  // namespace

std::vector<Interface> interfaces() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, FreeAddresses> list{first};
  std::vector<Interface> all;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    Interface& interface = named(all, *entry);
    if (entry->ifa_addr == nullptr) continue;
    if (entry->ifa_addr->sa_family == AF_INET) add_ipv4(interface, *entry);
    if (entry->ifa_addr->sa_family == AF_PACKET) add_link(interface, *entry);
  }
  const Question question;
  for (Interface& interface : all) {
    interface.mtu = question.mtu(interface.name);
    interface.kilobits = question.kilobits(interface.name);
  }
  return all;
}

}  // namespace ferry::net
