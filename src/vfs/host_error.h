#pragma once

#include "base/result.h"

namespace ferry::vfs {

/// What a call of SystemCalls returned below zero, in the words of the device.
[[nodiscard]] Error host_error(long result);

[[nodiscard]] inline std::unexpected<Error> host_failure(long result) {
  return std::unexpected(host_error(result));
}

}  // namespace ferry::vfs
