#pragma once

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>

#include <cstdint>
#include <ctime>
#include <span>
#include <string>
#include <vector>

namespace ferry::vfs {

/// The host's file calls, one to one, with one difference: instead of setting errno they return it as a
/// negative number. The only place that reaches the disk, so that a test can make any call fail, write half
/// or forget what was not synced. Safe to use from several threads.
class SystemCalls {
 public:
  virtual ~SystemCalls() = default;
  /// The machine's own.
  static SystemCalls& real();
  /// The same, but nothing waits until it is on the disk: what was stored survives the end of the process,
  /// and perhaps not that of the machine.
  static SystemCalls& without_sync();

  /// openat2 below `directory` with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS: a
  /// descriptor.
  virtual int open_beneath(int directory, const std::string& path, std::uint64_t flags, unsigned mode);
  /// The same for what is there already, with RESOLVE_CACHED (Linux 5.12): -EAGAIN where the disk would have
  /// to be asked, -EINVAL where the kernel is older.
  virtual int open_known_beneath(int directory, const std::string& path, std::uint64_t flags);
  virtual int close(int file);
  virtual int lock(int file);
  virtual int stat(int file, struct ::stat& into);
  /// The last component itself; a link is not followed.
  virtual int stat_at(int directory, const std::string& name, struct ::stat& into);
  virtual int stat_file_system(int file, struct ::statvfs& into);
  /// The names in an open directory, without "." and "..".
  virtual int read_directory(int directory, std::vector<std::string>& into);
  /// Some more of them, from where the descriptor stands: their number, 0 at the end.
  virtual int read_some_names(int directory, std::vector<std::string>& into);

  virtual ssize_t read_at(int file, std::span<const iovec> into, std::uint64_t offset);
  /// Reads only what is in memory: -EAGAIN if nothing is.
  virtual ssize_t read_cached_at(int file, std::span<const iovec> into, std::uint64_t offset);
  virtual ssize_t write_at(int file, std::span<const iovec> from, std::uint64_t offset);
  /// Tells the kernel that the file is read from front to back.
  virtual void expect_sequential(int file);
  /// Starts writing that range to the disk without waiting for it.
  virtual void start_writeback(int file, std::uint64_t offset, std::uint64_t size);

  virtual int sync_data(int file);
  virtual int sync(int file);
  virtual int change_mode(int file, unsigned mode);
  virtual int set_modified(int file, const timespec& time);

  virtual int make_directory_at(int directory, const std::string& name, unsigned mode);
  virtual int unlink_at(int directory, const std::string& name, int flags);
  virtual int rename_at(int from_directory, const std::string& from, int to_directory, const std::string& to);
};

}  // namespace ferry::vfs
