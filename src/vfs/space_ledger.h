#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "base/result.h"

namespace ferry::vfs {

/// The bytes of a file system of limited size: what files take, and what has been promised to files being
/// written. Nothing is promised twice. Safe to use from several threads.
class SpaceLedger {
 public:
  explicit SpaceLedger(std::uint64_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::uint64_t capacity() const { return capacity_; }
  /// What may still be promised, where the disk itself has `disk_free` bytes left.
  [[nodiscard]] std::uint64_t free(std::uint64_t disk_free) const;
  /// Files found at start, or put there from outside.
  void count(std::uint64_t bytes);
  /// A file of that size is gone.
  void forget(std::uint64_t bytes);

 private:
  friend class Reservation;
  [[nodiscard]] std::uint64_t free_locked(std::uint64_t disk_free) const;

  const std::uint64_t capacity_;
  mutable std::mutex mutex_;
  std::uint64_t taken_ = 0;      // by files, and promised
  std::uint64_t unwritten_ = 0;  // of that: promised, and not on the disk yet
};

/// The space of one file being written; gives everything back unless the file is kept. One thread at a time.
class Reservation {
 public:
  explicit Reservation(SpaceLedger& ledger) : ledger_(ledger) {}
  ~Reservation() { resize(0); }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  /// Makes room for a file of `size` bytes; the disk's own free space counts if it is given. Error: no_space.
  Result<void> grow(std::uint64_t size, std::optional<std::uint64_t> disk_free);
  /// The file has `size` bytes on the disk now.
  void wrote(std::uint64_t size);
  /// The file stays, with `size` bytes.
  void keep(std::uint64_t size);

 private:
  void resize(std::uint64_t size);

  SpaceLedger& ledger_;
  std::uint64_t promised_ = 0;
  std::uint64_t written_ = 0;  // at most promised_
};

}  // namespace ferry::vfs
