#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ferry {

using Byte = std::uint8_t;
/// Bytes that somebody else owns. Never stored; valid for the call unless a comment says longer.
using Bytes = std::span<const Byte>;
using MutableBytes = std::span<Byte>;
using ByteVector = std::vector<Byte>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace ferry
