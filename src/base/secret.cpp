#include "base/secret.h"

#include <cstring>
#include <utility>

namespace ferry {

void wipe(MutableBytes bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

bool equal_secrets(Bytes left, Bytes right) {
  if (left.size() != right.size()) return false;
  volatile Byte difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<Byte>(difference | (left[i] ^ right[i]));
  }
  return difference == 0;
}

}  // namespace ferry
