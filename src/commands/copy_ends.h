#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "commands/session.h"
#include "net/task.h"
#include "vfs/path.h"

namespace ferry::commands {

/// Where the bytes of a copy come from. One call at a time.
class CopySource {
 public:
  virtual ~CopySource() = default;
  /// How many there will be, if that is known.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// Fills the front of `into`; 0 at the end. `into` stays as long as the flow.
  virtual net::Task<Result<std::size_t>> read(MutableBytes into) = 0;
};

/// Where they go. Nothing of them is to be seen before `finish`; without it nothing remains. One call at a
/// time.
class CopyTarget {
 public:
  virtual ~CopyTarget() = default;
  virtual net::Task<Result<void>> write(Bytes bytes) = 0;
  /// Stores what was written, for good. Gives what the typist has to know of it, in lines.
  virtual net::Task<Result<std::string>> finish() = 0;
  /// Removes what was written.
  virtual net::Task<void> abandon() = 0;
};

/// A file of the device. `services` outlives it.
net::Task<Result<std::unique_ptr<CopySource>>> open_source(const Services& services, vfs::Path path);
/// The same; `size` is what will be written, if that is known, and is refused at once where it does not fit.
net::Task<Result<std::unique_ptr<CopyTarget>>> open_target(const Services& services, vfs::Path path,
                                                           std::optional<std::uint64_t> size);
/// The configuration in effect: what is written is merged into it, line by line; lines that are wrong are
/// left out and come back from `finish`. `session` outlives it.
[[nodiscard]] std::unique_ptr<CopyTarget> open_running_configuration(Session& session);

}  // namespace ferry::commands
