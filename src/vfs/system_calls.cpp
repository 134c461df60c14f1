#include "vfs/system_calls.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace ferry::vfs {
namespace {

template <class Number>
Number or_error(Number result) {
  return result < 0 ? static_cast<Number>(-errno) : result;
}

/// Again while a signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = or_error(call());
    if (result != -EINTR) return result;
  }
}

constexpr std::uint64_t beneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

int open_as(int directory, const std::string& path, open_how how) {
  return static_cast<int>(uninterrupted([&] {
    return ::syscall(SYS_openat2, directory, path.empty() ? "." : path.c_str(), &how, sizeof how);
  }));
}

}  // namespace

SystemCalls& SystemCalls::real() {
  static SystemCalls calls;
  return calls;
}

SystemCalls& SystemCalls::without_sync() {
  class Unsynced final : public SystemCalls {
    int sync_data(int) override { return 0; }
    int sync(int) override { return 0; }
  };
  static Unsynced calls;
  return calls;
}

int SystemCalls::open_beneath(int directory, const std::string& path, std::uint64_t flags, unsigned mode) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.mode = mode;
  how.resolve = beneath;
  return open_as(directory, path, how);
}

int SystemCalls::open_known_beneath(int directory, const std::string& path, std::uint64_t flags) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = beneath | RESOLVE_CACHED;
  return open_as(directory, path, how);
}

int SystemCalls::close(int file) {
  return or_error(::close(file));
}

int SystemCalls::lock(int file) {
  return uninterrupted([&] { return ::flock(file, LOCK_EX | LOCK_NB); });
}

int SystemCalls::stat(int file, struct ::stat& into) {
  return or_error(::fstat(file, &into));
}

int SystemCalls::stat_at(int directory, const std::string& name, struct ::stat& into) {
  return or_error(::fstatat(directory, name.c_str(), &into, AT_SYMLINK_NOFOLLOW));
}

int SystemCalls::stat_file_system(int file, struct ::statvfs& into) {
  return uninterrupted([&] { return ::fstatvfs(file, &into); });
}

int SystemCalls::read_directory(int directory, std::vector<std::string>& into) {
  const int own = or_error(::fcntl(directory, F_DUPFD_CLOEXEC, 0));
  if (own < 0) return own;
  DIR* const stream = ::fdopendir(own);
  if (stream == nullptr) {
    const int error = -errno;
    ::close(own);
    return error;
  }
  ::rewinddir(stream);
  errno = 0;
  while (const dirent* const entry = ::readdir(stream)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") into.push_back(name);
    errno = 0;
  }
  const int error = -errno;
  ::closedir(stream);
  return error;
}

int SystemCalls::read_some_names(int directory, std::vector<std::string>& into) {
  // getdents64(2) has its own record, which the C library does not always declare.
  constexpr std::size_t record_length_at = 16;
  constexpr std::size_t name_at = 19;
  std::array<char, 32768> records;
  for (int count = 0; count == 0;) {
    const auto size =
        uninterrupted([&] { return ::syscall(SYS_getdents64, directory, records.data(), records.size()); });
    if (size <= 0) return static_cast<int>(size);
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      std::uint16_t length = 0;
      std::memcpy(&length, &records[at + record_length_at], sizeof length);
      const std::string_view name = &records[at + name_at];
      at += length;
      if (name == "." || name == "..") continue;
      into.emplace_back(name);
      ++count;
    }
    if (count > 0) return count;
  }
  return 0;
}

ssize_t SystemCalls::read_at(int file, std::span<const iovec> into, std::uint64_t offset) {
  return uninterrupted(
      [&] { return ::preadv(file, into.data(), static_cast<int>(into.size()), static_cast<off_t>(offset)); });
}

ssize_t SystemCalls::read_cached_at(int file, std::span<const iovec> into, std::uint64_t offset) {
  return uninterrupted([&] {
    return ::preadv2(file, into.data(), static_cast<int>(into.size()), static_cast<off_t>(offset),
                     RWF_NOWAIT);
  });
}

ssize_t SystemCalls::write_at(int file, std::span<const iovec> from, std::uint64_t offset) {
  return uninterrupted([&] {
    return ::pwritev(file, from.data(), static_cast<int>(from.size()), static_cast<off_t>(offset));
  });
}

void SystemCalls::expect_sequential(int file) {
  (void)::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
}

void SystemCalls::start_writeback(int file, std::uint64_t offset, std::uint64_t size) {
  (void)::sync_file_range(file, static_cast<off_t>(offset), static_cast<off_t>(size), SYNC_FILE_RANGE_WRITE);
}

int SystemCalls::sync_data(int file) {
  return uninterrupted([&] { return ::fdatasync(file); });
}

int SystemCalls::sync(int file) {
  return uninterrupted([&] { return ::fsync(file); });
}

int SystemCalls::change_mode(int file, unsigned mode) {
  return or_error(::fchmod(file, mode));
}

int SystemCalls::set_modified(int file, const timespec& time) {
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1] = time;
  return or_error(::futimens(file, times));
}

int SystemCalls::make_directory_at(int directory, const std::string& name, unsigned mode) {
  return or_error(::mkdirat(directory, name.c_str(), mode));
}

int SystemCalls::unlink_at(int directory, const std::string& name, int flags) {
  return or_error(::unlinkat(directory, name.c_str(), flags));
}

int SystemCalls::rename_at(int from_directory, const std::string& from, int to_directory,
                           const std::string& to) {
  return or_error(::renameat(from_directory, from.c_str(), to_directory, to.c_str()));
}

}  // namespace ferry::vfs
