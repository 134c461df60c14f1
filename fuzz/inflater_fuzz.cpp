// rooms: compress base
#include <cstdint>

#include "compress/inflater.h"

// Streams of a peer, through a small room: however much they stand for, it comes in pieces of that size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most_rooms = 4096;
  ferry::compress::Inflater inflater;
  ferry::ByteVector room(257);
  ferry::Bytes packed{data, size};
  for (std::size_t rooms = 0; rooms < most_rooms; ++rooms) {
    const std::size_t before = packed.size();
    const auto filled = inflater.fill(room, packed);
    if (packed.size() > before) __builtin_trap();
    if (!filled) return 0;
    if (*filled > room.size()) __builtin_trap();
    if (*filled == room.size()) continue;
    if (!packed.empty()) __builtin_trap();
    return 0;
  }
  return 0;
}
