#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/temporary_directory.h"
#include "vfs/descriptor.h"
#include "vfs/system_calls.h"

namespace ferry::testing {

/// A disk that fails when a test says so, and that forgets at a crash what was not synced. It passes
/// everything on to the machine's own calls, counts the calls and keeps what it needs to undo them. One
/// thread at a time.
///
/// The model of a crash: a file has the content of its last sync (nothing, without one), whatever name it
/// has; the names that changed since their directory was synced are as they were before, or as they are now:
/// the test chooses.
class FaultySystemCalls final : public vfs::SystemCalls {
 public:
  enum class UnsyncedNames { lost, kept };

  /// The `number`-th call from now on, counted from 1, fails with `error`.
  void fail_call(std::size_t number, int error) {
    failing_ = calls_ + number;
    error_ = error;
  }
  /// That call and all behind it fail, as if the power were gone.
  void cut_power_at(std::size_t number) { power_ends_ = calls_ + number; }
  /// A write takes at most so many bytes.
  void shorten_writes(std::size_t size) { longest_write_ = size; }
  [[nodiscard]] std::size_t calls() const { return calls_; }
  [[nodiscard]] bool has_power() const { return calls_ < power_ends_; }
  [[nodiscard]] bool has_failed() const { return failed_; }

  /// What the disk looks like after the power comes back.
  void crash(UnsyncedNames names) {
    for (const auto& [inode, file] : files_) restore(file);
    files_.clear();
    for (; !undo_.empty(); undo_.pop_back()) {
      if (names == UnsyncedNames::lost) undo_.back().call();
    }
  }

  int open_beneath(int directory, const std::string& path, std::uint64_t flags, unsigned mode) override {
    if (const int error = fault()) return error;
    const int file = SystemCalls::open_beneath(directory, path, flags, mode);
    if (file >= 0 && (flags & O_CREAT) != 0) {
      files_.try_emplace(inode_of(file), SyncedFile{keep(file), {}});
      remember(directory, [path](int kept) { ::unlinkat(kept, path.c_str(), 0); });
    }
    return file;
  }
  int open_known_beneath(int directory, const std::string& path, std::uint64_t flags) override {
    if (const int error = fault()) return error;
    return SystemCalls::open_known_beneath(directory, path, flags);
  }
  int close(int file) override { return SystemCalls::close(file); }
  int lock(int file) override {
    return fault_or([&] { return SystemCalls::lock(file); });
  }
  int stat(int file, struct ::stat& into) override {
    return fault_or([&] { return SystemCalls::stat(file, into); });
  }
  int stat_at(int directory, const std::string& name, struct ::stat& into) override {
    return fault_or([&] { return SystemCalls::stat_at(directory, name, into); });
  }
  int stat_file_system(int file, struct ::statvfs& into) override {
    return fault_or([&] { return SystemCalls::stat_file_system(file, into); });
  }
  int read_directory(int directory, std::vector<std::string>& into) override {
    return fault_or([&] { return SystemCalls::read_directory(directory, into); });
  }
  int read_some_names(int directory, std::vector<std::string>& into) override {
    return fault_or([&] { return SystemCalls::read_some_names(directory, into); });
  }
  ssize_t read_at(int file, std::span<const iovec> into, std::uint64_t offset) override {
    if (const int error = fault()) return error;
    return SystemCalls::read_at(file, into, offset);
  }
  ssize_t write_at(int file, std::span<const iovec> from, std::uint64_t offset) override {
    if (const int error = fault()) {
      // A write that fails has often done part of its work.
      iovec half = from.front();
      half.iov_len /= 2;
      (void)SystemCalls::write_at(file, {&half, 1}, offset);
      return error;
    }
    iovec shorter = from.front();
    if (shorter.iov_len <= longest_write_) return SystemCalls::write_at(file, from, offset);
    shorter.iov_len = longest_write_;
    return SystemCalls::write_at(file, {&shorter, 1}, offset);
  }
  int sync_data(int file) override { return sync_file(file); }
  int sync(int file) override {
    struct ::stat status{};
    (void)::fstat(file, &status);
    if (!S_ISDIR(status.st_mode)) return sync_file(file);
    if (const int error = fault()) return error;
    std::erase_if(undo_, [&](const Undo& undo) { return undo.directory == status.st_ino; });
    return 0;
  }
  int change_mode(int file, unsigned mode) override {
    return fault_or([&] { return SystemCalls::change_mode(file, mode); });
  }
  int set_modified(int file, const timespec& time) override {
    return fault_or([&] { return SystemCalls::set_modified(file, time); });
  }
  int make_directory_at(int directory, const std::string& name, unsigned mode) override {
    if (const int error = fault()) return error;
    const int made = SystemCalls::make_directory_at(directory, name, mode);
    if (made == 0) {
      remember(directory, [name](int kept) { ::unlinkat(kept, name.c_str(), AT_REMOVEDIR); });
    }
    return made;
  }
  int unlink_at(int directory, const std::string& name, int flags) override {
    if (const int error = fault()) return error;
    const std::string grave = bury(directory, name);
    const int removed = SystemCalls::unlink_at(directory, name, flags);
    if (removed == 0 && (flags & AT_REMOVEDIR) != 0) {
      remember(directory, [name](int kept) { ::mkdirat(kept, name.c_str(), 0700); });
    } else if (removed == 0) {
      remember(directory,
               [name, grave](int kept) { ::linkat(AT_FDCWD, grave.c_str(), kept, name.c_str(), 0); });
    }
    return removed;
  }
  int rename_at(int from_directory, const std::string& from, int to_directory,
                const std::string& to) override {
    if (const int error = fault()) return error;
    const std::string grave = bury(to_directory, to);
    const int renamed = SystemCalls::rename_at(from_directory, from, to_directory, to);
    if (renamed < 0) return renamed;
    const auto source = std::make_shared<vfs::Descriptor>(keep(from_directory));
    remember(to_directory, [source, from, to, grave](int kept) {
      ::renameat(kept, to.c_str(), source->number(), from.c_str());
      if (!grave.empty()) ::linkat(AT_FDCWD, grave.c_str(), kept, to.c_str(), 0);
    });
    return renamed;
  }

 private:
  /// A file made here, and what of it survives a crash.
  struct SyncedFile {
    vfs::Descriptor file;
    std::string content;
  };
  /// How to take back a change of names in a directory.
  struct Undo {
    ino_t directory;
    std::function<void()> call;
  };

  int fault() {
    ++calls_;
    if (calls_ >= power_ends_) return -EIO;
    if (calls_ != failing_) return 0;
    failed_ = true;
    return -error_;
  }
  template <class Call>
  int fault_or(Call call) {
    const int error = fault();
    return error != 0 ? error : call();
  }

  int sync_file(int file) {
    if (const int error = fault()) return error;
    const auto found = files_.find(inode_of(file));
    if (found != files_.end()) found->second.content = content_of_file(file);
    return 0;
  }

  static ino_t inode_of(int file) {
    struct ::stat status{};
    (void)::fstat(file, &status);
    return status.st_ino;
  }
  static std::string in_proc(int file) { return "/proc/self/fd/" + std::to_string(file); }
  static std::string content_of_file(int file) {
    std::ifstream stream{in_proc(file), std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }
  static vfs::Descriptor keep(int file) { return {SystemCalls::real(), ::fcntl(file, F_DUPFD_CLOEXEC, 0)}; }
  static void restore(const SyncedFile& file) {
    std::ofstream{in_proc(file.file.number()), std::ios::binary | std::ios::trunc} << file.content;
  }

  void remember(int directory, std::function<void(int)> take_back) {
    const auto kept = std::make_shared<vfs::Descriptor>(keep(directory));
    undo_.push_back({inode_of(directory), [kept, take_back] { take_back(kept->number()); }});
  }
  /// Another name for a file that is about to lose its own; empty if there is none.
  std::string bury(int directory, const std::string& name) {
    const std::string grave = graves_ / std::to_string(next_grave_++);
    return ::linkat(directory, name.c_str(), AT_FDCWD, grave.c_str(), 0) == 0 ? grave : std::string{};
  }

  TemporaryDirectory graves_;
  std::size_t next_grave_ = 0;
  std::size_t calls_ = 0;
  std::size_t failing_ = 0;
  std::size_t power_ends_ = SIZE_MAX;
  std::size_t longest_write_ = SIZE_MAX;
  int error_ = 0;
  bool failed_ = false;
  std::map<ino_t, SyncedFile> files_;
  std::vector<Undo> undo_;
};

}  // namespace ferry::testing
