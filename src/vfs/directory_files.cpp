#include "vfs/directory_files.h"

#include <algorithm>
#include <cerrno>
#include <functional>

#include "vfs/host_error.h"
#include "vfs/vectored.h"

namespace ferry::vfs {
namespace {

/// So much is given to the disk at a time while a long file still comes in, so that the sync at its end is
/// short.
constexpr std::uint64_t writeback_step = std::uint64_t{8} << 20;

WallTime to_wall_time(const timespec& time) {
  const auto since = std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
  return WallTime{std::chrono::duration_cast<WallTime::duration>(since)};
}

/// Calls `read` until `into` is full or the file ends: the number of bytes, or the first error.
template <class Read>
ssize_t fill(std::span<const MutableBytes> into, std::uint64_t offset, Read read) {
  std::size_t done = 0;
  for (;;) {
    const Vectors vectors{into, done};
    if (vectors.empty()) return static_cast<ssize_t>(done);
    const ssize_t count = read(vectors.all(), offset + done);
    if (count < 0) return count;
    if (count == 0) return static_cast<ssize_t>(done);
    done += static_cast<std::size_t>(count);
  }
}

}  // namespace

timespec to_timespec(WallTime time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds);
  return {.tv_sec = static_cast<time_t>(seconds.count()), .tv_nsec = static_cast<long>(rest.count())};
}

FileInfo info_of(std::string name, const struct ::stat& status) {
  const bool is_directory = S_ISDIR(status.st_mode);
  return {.name = std::move(name),
          .type = is_directory ? FileType::directory : FileType::file,
          .size = is_directory ? 0 : static_cast<std::uint64_t>(status.st_size),
          .modified = to_wall_time(status.st_mtim),
          .mode = status.st_mode & permission_bits};
}

Result<std::vector<FileInfo>> HostDirectoryWalk::next(std::size_t most) {
  std::vector<FileInfo> entries;
  while (entries.size() < most) {
    if (names_.empty()) {
      const auto more = read_names();
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
    }
    add_entry(std::move(names_.back()), entries);
    names_.pop_back();
  }
  return entries;
}

/// False at the end of the directory.
Result<bool> HostDirectoryWalk::read_names() {
  while (names_.size() < sorted_entries) {
    const int count = calls_.read_some_names(directory_.number(), names_);
    if (count < 0) return host_failure(count);
    if (count == 0) break;
  }
  std::ranges::sort(names_, std::greater{});
  return !names_.empty();
}

void HostDirectoryWalk::add_entry(std::string name, std::vector<FileInfo>& entries) const {
  struct ::stat status{};
  if (!is_shown(name) || calls_.stat_at(directory_.number(), name, status) < 0) return;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return;
  entries.push_back(info_of(std::move(name), status));
}

Result<std::size_t> DirectoryReader::read_at(std::uint64_t offset, std::span<const MutableBytes> into) {
  const ssize_t count = fill(into, offset, [this](std::span<const iovec> vectors, std::uint64_t at) {
    return calls_.read_at(file_.number(), vectors, at);
  });
  if (count < 0) return host_failure(count);
  return static_cast<std::size_t>(count);
}

std::optional<Result<std::size_t>> DirectoryReader::try_read_at(std::uint64_t offset,
                                                                std::span<const MutableBytes> into) {
  if (!knows_cached_reads_) return std::nullopt;
  const ssize_t count = fill(into, offset, [this](std::span<const iovec> vectors, std::uint64_t at) {
    return calls_.read_cached_at(file_.number(), vectors, at);
  });
  if (count == -EAGAIN) return std::nullopt;
  if (count == -EOPNOTSUPP || count == -ENOSYS) {
    knows_cached_reads_ = false;
    return std::nullopt;
  }
  if (count < 0) return host_failure(count);
  return static_cast<std::size_t>(count);
}

DirectoryWriter::~DirectoryWriter() {
  if (!hidden_name_.empty()) state_.calls.unlink_at(place_.directory, hidden_name_, 0);
}

Result<void> DirectoryWriter::promise(std::uint64_t size) {
  struct ::statvfs disk{};
  const int result = state_.calls.stat_file_system(file_.number(), disk);
  if (result < 0) return host_failure(result);
  return space_.grow(size, std::uint64_t{disk.f_bavail} * disk.f_frsize);
}

Result<void> DirectoryWriter::write_at(std::uint64_t offset, std::span<const Bytes> pieces) {
  const std::uint64_t end = offset + total_size(pieces);
  const auto room = space_.grow(end, std::nullopt);
  if (!room) return room;
  std::size_t done = 0;
  for (Vectors vectors{pieces, 0}; !vectors.empty(); vectors = Vectors{pieces, done}) {
    const ssize_t count = state_.calls.write_at(file_.number(), vectors.all(), offset + done);
    if (count < 0) return host_failure(count);
    if (count == 0) return host_failure(-EIO);
    done += static_cast<std::size_t>(count);
  }
  size_ = std::max(size_, end);
  space_.wrote(size_);
  if (size_ - writeback_started_ >= writeback_step) {
    state_.calls.start_writeback(file_.number(), writeback_started_, size_ - writeback_started_);
    writeback_started_ = size_;
  }
  return {};
}

Result<Committed> DirectoryWriter::commit() {
  const auto finished = finish_content();
  if (!finished) return std::unexpected(finished.error());
  const auto named = take_the_name();
  if (!named) return std::unexpected(named.error());
  const int synced = state_.calls.sync(place_.directory);
  if (synced < 0) return host_failure(synced);
  return Committed{};
}

/// The content must be on the disk before the name points to it: a crash may keep the rename and lose the
/// rest.
Result<void> DirectoryWriter::finish_content() {
  const int mode = state_.calls.change_mode(file_.number(), mode_);
  if (mode < 0) return host_failure(mode);
  if (modified_) {
    const int time = state_.calls.set_modified(file_.number(), to_timespec(*modified_));
    if (time < 0) return host_failure(time);
  }
  const int synced = state_.calls.sync_data(file_.number());
  if (synced < 0) return host_failure(synced);
  return {};
}

Result<void> DirectoryWriter::take_the_name() {
  const std::scoped_lock lock{state_.names};
  struct ::stat old{};
  const int found = state_.calls.stat_at(place_.directory, place_.name, old);
  if (found < 0 && found != -ENOENT) return host_failure(found);
  const int renamed = state_.calls.rename_at(place_.directory, hidden_name_, place_.directory, place_.name);
  if (renamed < 0) return host_failure(renamed);
  hidden_name_.clear();
  if (found == 0) state_.ledger.forget(static_cast<std::uint64_t>(old.st_size));
  space_.keep(size_);
  return {};
}

}  // namespace ferry::vfs
