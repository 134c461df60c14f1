#include "crypto/constant_time.h"

namespace ferry::crypto {

void assign_if_equal(Bytes left, Bytes right, MutableBytes into, Bytes from) {
  std::uint32_t difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) difference |= std::uint32_t{left[i]} ^ right[i];
  const std::uint32_t mask = opaque((difference - 1) >> 8U & 0xffU);  // all ones if the difference is zero
  for (std::size_t i = 0; i < into.size(); ++i) {
    into[i] = static_cast<Byte>(into[i] ^ (mask & (into[i] ^ from[i])));
  }
}

}  // namespace ferry::crypto
