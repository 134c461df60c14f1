#include "workstation/meter.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ferry::workstation {
namespace {

/// The rate is that of the last five seconds: steady enough to read, fresh enough to show a stall.
constexpr auto window = std::chrono::seconds{5};
constexpr auto shortest_window = std::chrono::seconds{1};

std::chrono::milliseconds since(TimePoint from, TimePoint now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - from);
}

}  // namespace

void Meter::begin(std::string name, std::optional<std::uint64_t> total, std::uint64_t resumed_at) {
  const std::scoped_lock lock{mutex_};
  current_ = CopyState{};
  current_->name = printable(name);
  current_->done = current_->resumed_at = resumed_at;
  current_->total = total;
  started_ = clock_.now();
  samples_.clear();
}

void Meter::add(std::uint64_t bytes) {
  const std::scoped_lock lock{mutex_};
  if (current_) current_->done += bytes;
}

void Meter::finish() {
  const std::scoped_lock lock{mutex_};
  if (!current_) return;
  current_->elapsed = since(started_, clock_.now());
  current_->is_finished = true;
  if (!current_->total) current_->total = current_->done;
  finished_.push_back(*std::move(current_));
  current_.reset();
}

void Meter::fail() {
  const std::scoped_lock lock{mutex_};
  current_.reset();
}

std::optional<CopyState> Meter::current() {
  const std::scoped_lock lock{mutex_};
  if (current_) measure(clock_.now());
  return current_;
}

std::vector<CopyState> Meter::take_finished() {
  const std::scoped_lock lock{mutex_};
  return std::exchange(finished_, {});
}

void Meter::measure(TimePoint now) {
  current_->elapsed = since(started_, now);
  samples_.push_back({now, current_->done});
  while (samples_.front().at + window < now) samples_.erase(samples_.begin());
  const auto span = now - samples_.front().at;
  if (span < shortest_window) return;
  const auto moved = static_cast<double>(current_->done - samples_.front().done);
  current_->recent_rate = moved / std::chrono::duration<double>(span).count();
}

}  // namespace ferry::workstation
