#include "commands/progress.h"

#include <algorithm>
#include <string>

namespace ferry::commands {
namespace {

constexpr std::uint64_t smallest_step = std::uint64_t{1} << 20;
// A long file gets larger steps, so that its marks fit a few lines.
constexpr std::uint64_t most_marks = 512;

}  // namespace

Progress::Progress(Session& session, char mark, std::optional<std::uint64_t> size)
    : session_(session),
      mark_(mark),
      step_(std::max(smallest_step, size.value_or(0) / most_marks)),
      next_(step_) {}

net::Task<bool> Progress::advance(std::uint64_t bytes) {
  done_ += bytes;
  std::uint64_t due = 0;
  for (; done_ >= next_; next_ += step_) {
    ++due;
    // Of an unknown size: the longer it becomes, the larger are the steps.
    if (++marks_ % most_marks == 0) step_ *= 2;
  }
  if (due == 0) co_return true;
  co_return co_await session_.write(std::string(due, mark_));
}

}  // namespace ferry::commands
