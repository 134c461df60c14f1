#include "transfer/exchange.h"

#include <algorithm>
#include <utility>

namespace ferry::transfer {

void Exchange::begin(std::optional<std::uint64_t> size) {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(begun_, true)) return;
    size_ = size;
  }
  wake_();
}

bool Exchange::put(Bytes bytes) {
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return cancelled_ || bytes_.size() - front_ < capacity; });
    if (cancelled_) return false;
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  wake_();
  return true;
}

std::optional<std::size_t> Exchange::get(MutableBytes into) {
  std::size_t count = 0;
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return cancelled_ || input_ended_ || front_ < bytes_.size(); });
    if (cancelled_) return std::nullopt;
    count = move_out(into);
  }
  wake_();
  return count;
}

void Exchange::end(Result<void> outcome, std::optional<std::string> elsewhere) {
  {
    const std::lock_guard lock{mutex_};
    elsewhere_ = std::move(elsewhere);
    outcome_ = std::move(outcome);
  }
  wake_();
}

bool Exchange::is_cancelled() const {
  const std::lock_guard lock{mutex_};
  return cancelled_;
}

bool Exchange::has_begun() const {
  const std::lock_guard lock{mutex_};
  return begun_;
}

std::optional<std::uint64_t> Exchange::size() const {
  const std::lock_guard lock{mutex_};
  return size_;
}

std::size_t Exchange::take(MutableBytes into) {
  const std::lock_guard lock{mutex_};
  const std::size_t count = move_out(into);
  changed_.notify_one();
  return count;
}

std::size_t Exchange::offer(Bytes bytes) {
  const std::lock_guard lock{mutex_};
  const std::size_t room = capacity - std::min(capacity, bytes_.size() - front_);
  const Bytes taken = bytes.first(std::min(room, bytes.size()));
  bytes_.insert(bytes_.end(), taken.begin(), taken.end());
  changed_.notify_one();
  return taken.size();
}

void Exchange::end_input() {
  const std::lock_guard lock{mutex_};
  input_ended_ = true;
  changed_.notify_one();
}

void Exchange::cancel() {
  const std::lock_guard lock{mutex_};
  cancelled_ = true;
  changed_.notify_one();
}

std::optional<Result<void>> Exchange::outcome() const {
  const std::lock_guard lock{mutex_};
  return outcome_;
}

std::optional<std::string> Exchange::elsewhere() const {
  const std::lock_guard lock{mutex_};
  return elsewhere_;
}

std::size_t Exchange::move_out(MutableBytes into) {
  const Bytes waiting = Bytes{bytes_}.subspan(front_);
  const std::size_t count = std::min(waiting.size(), into.size());
  std::ranges::copy(waiting.first(count), into.begin());
  front_ += count;
  if (front_ == bytes_.size()) {
    bytes_.clear();
    front_ = 0;
  } else if (front_ >= capacity) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(front_));
    front_ = 0;
  }
  return count;
}

}  // namespace ferry::transfer
