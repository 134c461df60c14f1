#include "wire/writer.h"

#include <cassert>
#include <limits>

namespace ferry::wire {

void Writer::string(Bytes value) {
  assert(value.size() <= std::numeric_limits<std::uint32_t>::max());
  integer(value.size(), 4);
  raw(value);
}

void Writer::write(Mpint value) {
  Bytes magnitude = value.magnitude;
  while (!magnitude.empty() && magnitude[0] == 0) magnitude = magnitude.subspan(1);
  // A set top bit would read as a negative number (RFC 4251 section 5), so a zero byte goes in front.
  const bool needs_zero = !magnitude.empty() && (magnitude[0] & 0x80) != 0;
  integer(magnitude.size() + (needs_zero ? 1 : 0), 4);
  if (needs_zero) into_.push_back(0);
  raw(magnitude);
}

}  // namespace ferry::wire
