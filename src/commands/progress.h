#pragma once

#include <cstdint>
#include <optional>

#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// Marks on the screen while something long goes on: one for each so many bytes. Shows also whether the
/// typist still waits.
class Progress {
 public:
  Progress(Session& session, char mark, std::optional<std::uint64_t> size);

  /// So many bytes more are done; false when nobody wants the rest.
  net::Task<bool> advance(std::uint64_t bytes);
  [[nodiscard]] bool has_begun() const { return marks_ > 0; }

 private:
  Session& session_;
  char mark_;
  std::uint64_t step_;
  std::uint64_t next_;
  std::uint64_t done_ = 0;
  std::uint64_t marks_ = 0;
};

}  // namespace ferry::commands
