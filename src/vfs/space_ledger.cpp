#include "vfs/space_ledger.h"

#include <algorithm>
#include <limits>
#include <string>

namespace ferry::vfs {

std::uint64_t SpaceLedger::free(std::uint64_t disk_free) const {
  const std::scoped_lock lock{mutex_};
  return free_locked(disk_free);
}

std::uint64_t SpaceLedger::free_locked(std::uint64_t disk_free) const {
  const std::uint64_t by_capacity = capacity_ - std::min(taken_, capacity_);
  const std::uint64_t by_disk = disk_free - std::min(unwritten_, disk_free);
  return std::min(by_capacity, by_disk);
}

void SpaceLedger::count(std::uint64_t bytes) {
  const std::scoped_lock lock{mutex_};
  taken_ += bytes;
}

void SpaceLedger::forget(std::uint64_t bytes) {
  const std::scoped_lock lock{mutex_};
  taken_ -= std::min(bytes, taken_);
}

Result<void> Reservation::grow(std::uint64_t size, std::optional<std::uint64_t> disk_free) {
  if (size <= promised_) return {};
  const std::scoped_lock lock{ledger_.mutex_};
  const std::uint64_t more = size - promised_;
  const std::uint64_t free =
      ledger_.free_locked(disk_free.value_or(std::numeric_limits<std::uint64_t>::max()));
  if (more > free) {
    return failure(ErrorCode::no_space, std::string{describe(ErrorCode::no_space)} + " (" +
                                            std::to_string(more) + " bytes needed, " + std::to_string(free) +
                                            " free)");
  }
  ledger_.taken_ += more;
  ledger_.unwritten_ += more;
  promised_ = size;
  return {};
}

void Reservation::wrote(std::uint64_t size) {
  const std::uint64_t now = std::min(size, promised_);
  if (now <= written_) return;
  const std::scoped_lock lock{ledger_.mutex_};
  ledger_.unwritten_ -= now - written_;
  written_ = now;
}

void Reservation::keep(std::uint64_t size) {
  wrote(size);
  resize(size);
  promised_ = 0;
  written_ = 0;
}

void Reservation::resize(std::uint64_t size) {
  const std::uint64_t less = promised_ - std::min(size, promised_);
  const std::uint64_t still_written = std::min(size, written_);
  const std::scoped_lock lock{ledger_.mutex_};
  ledger_.unwritten_ -= promised_ - written_;
  promised_ -= less;
  written_ = still_written;
  ledger_.taken_ -= std::min(less, ledger_.taken_);
  ledger_.unwritten_ += promised_ - written_;
}

}  // namespace ferry::vfs
