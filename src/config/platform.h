#pragma once

#include <cstdint>
#include <string>

namespace ferry::config {

/// What `show version` is recognised by.
enum class Personality : std::uint8_t {
  native,  // Ferry by its own name
  ios,     // the lines by which tools tell IOS
  ios_xe,  // the same for IOS XE
};

/// `platform ...`: what the device says that it is. An empty text stands for the truth.
struct Platform {
  Personality personality = Personality::native;
  std::string version, model, serial;
  bool operator==(const Platform&) const = default;
};

}  // namespace ferry::config
