#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ferry::net {

/// One network interface of the machine.
struct Interface {
  struct Ipv4 {
    std::string address;         // "10.0.0.1"
    unsigned prefix = 0;         // bits of the network
    std::string broadcast = {};  // empty: there is none
  };
  /// Since the machine started. The kernel counts to 32 bits here and then from zero again.
  struct Counters {
    std::uint32_t packets = 0, bytes = 0, errors = 0, dropped = 0;
  };
  struct Errors {
    std::uint32_t crc = 0, frame = 0, overrun = 0, underrun = 0, collisions = 0;
  };

  std::string name;         // "eth0"
  bool is_up = false;       // somebody switched it on
  bool is_running = false;  // and it carries packets
  bool is_loopback = false;
  std::optional<std::array<Byte, 6>> hardware_address = {};
  std::vector<Ipv4> addresses = {};
  unsigned mtu = 0;                            // bytes; 0: unknown
  std::optional<std::uint64_t> kilobits = {};  // of bandwidth, per second
  Counters input = {}, output = {};
  Errors errors = {};
};

/// All of them, in the order of the kernel; none where it does not tell.
[[nodiscard]] std::vector<Interface> interfaces();

}  // namespace ferry::net
