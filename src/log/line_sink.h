#pragma once

#include <functional>
#include <string_view>

#include "log/log.h"

namespace ferry::log {

/// Writes each message as one line, in one call of the function it was made with: the console, or standard
/// error.
class LineSink final : public Sink {
 public:
  /// Given a whole line with its LF.
  using Write = std::function<void(std::string_view line)>;

  explicit LineSink(Write write) : write_(std::move(write)) {}
  void write(const Message& message) override;

 private:
  Write write_;
};

/// Writes to an open descriptor, which stays the caller's. What cannot be written is lost: a log has nobody
/// to complain to. Blocks as long as the descriptor does.
[[nodiscard]] LineSink::Write to_descriptor(int descriptor);

}  // namespace ferry::log
