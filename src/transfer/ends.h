#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "net/task.h"

namespace ferry::transfer {

/// Where the bytes of a copy come from: a file here, a far machine, the running configuration. One call at a
/// time.
class Source {
 public:
  virtual ~Source() = default;
  /// How many there will be, if that is known.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// Fills the front of `into`; 0 at the end. `into` stays as long as the flow.
  virtual net::Task<Result<std::size_t>> read(MutableBytes into) = 0;
};

/// Where they go. Nothing of them is to be seen before `finish`, where the place can do that; without it
/// nothing remains. One call at a time.
class Target {
 public:
  virtual ~Target() = default;
  virtual net::Task<Result<void>> write(Bytes bytes) = 0;
  /// Stores what was written, for good. Gives what the typist has to know of it, in lines.
  virtual net::Task<Result<std::string>> finish() = 0;
  /// Removes what was written.
  virtual net::Task<void> abandon() = 0;
};

}  // namespace ferry::transfer
