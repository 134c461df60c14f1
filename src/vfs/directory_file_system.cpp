#include "vfs/directory_file_system.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <limits>

#include "vfs/directory_files.h"
#include "vfs/host_error.h"

namespace ferry::vfs {
namespace {

constexpr unsigned hidden_mode = 0600;
/// The capacity of a directory that only its disk limits.
constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
/// Our own access is never given away with a mode, or nobody could read the file again.
constexpr unsigned owner_reads = 0400;
constexpr unsigned owner_uses_directory = 0700;
/// O_PATH opens nothing of the file itself: a FIFO or a device does not notice.
constexpr std::uint64_t to_look_at = O_PATH | O_NOFOLLOW;
/// Without O_NONBLOCK a FIFO would wait for a writer before it could be refused.
constexpr std::uint64_t to_read = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

class DirectoryFileSystem final : public FileSystem {
 public:
  DirectoryFileSystem(Descriptor root, const DirectoryOptions& options, std::string hidden_tag = {})
      : type_(options.type),
        hidden_tag_(std::move(hidden_tag)),
        state_{.calls = options.calls, .ledger = SpaceLedger{options.capacity}, .root = std::move(root)} {}

  /// Removes unfinished files and counts the others.
  void take_stock();

  [[nodiscard]] std::string_view type() const override { return type_; }
  [[nodiscard]] std::string_view flags() const override { return "rw"; }
  [[nodiscard]] Space space() const override;

  Result<FileInfo> stat(const Path& path) override;
  Result<std::unique_ptr<ReadableFile>> open(const Path& path) override;
  std::optional<Result<FileInfo>> try_stat(const Path& path) override;
  std::optional<Result<std::unique_ptr<ReadableFile>>> try_open(const Path& path) override;
  Result<std::unique_ptr<WritableFile>> create(const Path& path, const CreateOptions& options) override;
  Result<std::vector<FileInfo>> list(const Path& path) override;
  Result<std::unique_ptr<DirectoryWalk>> walk(const Path& path) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove(const Path& path) override;
  Result<void> remove_directory(const Path& path) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> set_attributes(const Path& path, std::optional<unsigned> mode,
                              std::optional<WallTime> modified) override;

 private:
  void take_stock_of(const std::string& directory, std::vector<std::string>& deeper);
  [[nodiscard]] Result<Descriptor> open_beneath(const Path& path, std::uint64_t flags) const;
  [[nodiscard]] std::optional<Result<Descriptor>> open_known_beneath(const Path& path, std::uint64_t flags);
  [[nodiscard]] Result<FileInfo> info_in(const Path& path, const Result<Descriptor>& file) const;
  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> reader_of(const Path& path,
                                                                Result<Descriptor> file) const;
  [[nodiscard]] Result<Place> place_of(const Path& path) const;
  [[nodiscard]] Result<struct ::stat> status_at(const Place& place) const;
  [[nodiscard]] Result<std::uint64_t> size_to_be_replaced(const Place& place) const;
  [[nodiscard]] Result<void> may_be_replaced(const Place& place) const;
  [[nodiscard]] Result<void> synced(int directory) const;

  std::string type_;
  std::string hidden_tag_;  // between the prefix and the number of a hidden name
  DirectoryState state_;
  std::atomic<std::uint64_t> next_hidden_{0};
  std::atomic<bool> knows_cached_lookups_{true};
};

void DirectoryFileSystem::take_stock() {
  std::vector<std::string> directories{""};
  while (!directories.empty()) {
    const std::string directory = std::move(directories.back());
    directories.pop_back();
    take_stock_of(directory, directories);
  }
}

/// What cannot be read is passed over: it takes part in nothing.
void DirectoryFileSystem::take_stock_of(const std::string& directory, std::vector<std::string>& deeper) {
  SystemCalls& calls = state_.calls;
  const Descriptor opened{calls,
                          calls.open_beneath(state_.root.number(), directory, O_RDONLY | O_DIRECTORY, 0)};
  if (!opened.is_open()) return;
  for (std::vector<std::string> names; calls.read_some_names(opened.number(), names) > 0; names.clear()) {
    for (const std::string& name : names) {
      if (is_hidden(name) && calls.unlink_at(opened.number(), name, 0) == 0) continue;
      struct ::stat status{};
      if (calls.stat_at(opened.number(), name, status) < 0) continue;
      if (S_ISREG(status.st_mode)) state_.ledger.count(static_cast<std::uint64_t>(status.st_size));
      if (S_ISDIR(status.st_mode))
        deeper.push_back(directory.empty() ? name : fmt::format("{}/{}", directory, name));
    }
  }
}

Space DirectoryFileSystem::space() const {
  struct ::statvfs disk{};
  const bool known = state_.calls.stat_file_system(state_.root.number(), disk) == 0;
  const std::uint64_t disk_free =
      known ? std::uint64_t{disk.f_bavail} * disk.f_frsize : std::numeric_limits<std::uint64_t>::max();
  std::uint64_t total = state_.ledger.capacity();
  if (total == no_limit && known) total = std::uint64_t{disk.f_blocks} * disk.f_frsize;
  return {.total = total, .free = state_.ledger.free(disk_free)};
}

Result<FileInfo> DirectoryFileSystem::stat(const Path& path) {
  return info_in(path, open_beneath(path, to_look_at));
}

std::optional<Result<FileInfo>> DirectoryFileSystem::try_stat(const Path& path) {
  const auto file = open_known_beneath(path, to_look_at);
  if (!file) return std::nullopt;
  return info_in(path, *file);
}

Result<FileInfo> DirectoryFileSystem::info_in(const Path& path, const Result<Descriptor>& file) const {
  if (!file) return std::unexpected(file.error());
  struct ::stat status{};
  const int result = state_.calls.stat(file->number(), status);
  if (result < 0) return host_failure(result);
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return failure(ErrorCode::not_found);
  return info_of(path.name(), status);
}

Result<std::unique_ptr<ReadableFile>> DirectoryFileSystem::open(const Path& path) {
  return reader_of(path, open_beneath(path, to_read));
}

std::optional<Result<std::unique_ptr<ReadableFile>>> DirectoryFileSystem::try_open(const Path& path) {
  auto file = open_known_beneath(path, to_read);
  if (!file) return std::nullopt;
  return reader_of(path, *std::move(file));
}

Result<std::unique_ptr<ReadableFile>> DirectoryFileSystem::reader_of(const Path& path,
                                                                     Result<Descriptor> file) const {
  if (!file) return std::unexpected(file.error());
  struct ::stat status{};
  const int result = state_.calls.stat(file->number(), status);
  if (result < 0) return host_failure(result);
  if (S_ISDIR(status.st_mode)) return failure(ErrorCode::is_directory);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::not_found);
  // Below this the kernel's first read-ahead takes the whole file anyway.
  constexpr off_t worth_telling = off_t{128} << 10;
  if (status.st_size > worth_telling) state_.calls.expect_sequential(file->number());
  return std::make_unique<DirectoryReader>(state_.calls, std::move(*file), info_of(path.name(), status));
}

Result<std::unique_ptr<WritableFile>> DirectoryFileSystem::create(const Path& path,
                                                                  const CreateOptions& options) {
  if (path.is_root()) return failure(ErrorCode::is_directory);
  auto place = place_of(path);
  if (!place) return std::unexpected(place.error());
  const auto replaceable = may_be_replaced(*place);
  if (!replaceable) return std::unexpected(replaceable.error());

  std::string hidden_name = fmt::format("{}{}{}", hidden_prefix, hidden_tag_, next_hidden_++);
  constexpr auto flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  const int opened = state_.calls.open_beneath(place->directory, hidden_name, flags, hidden_mode);
  if (opened < 0) return host_failure(opened);
  const unsigned mode = (options.mode & permission_bits) | owner_reads;
  auto file = std::make_unique<DirectoryWriter>(state_, std::move(*place), std::move(hidden_name),
                                                Descriptor{state_.calls, opened}, mode);
  if (options.expected_size) {
    const auto promised = file->promise(*options.expected_size);
    if (!promised) return std::unexpected(promised.error());
  }
  return file;
}

Result<std::vector<FileInfo>> DirectoryFileSystem::list(const Path& path) {
  const auto directory = open_beneath(path, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::unexpected(directory.error());
  std::vector<std::string> names;
  const int result = state_.calls.read_directory(directory->number(), names);
  if (result < 0) return host_failure(result);
  std::ranges::sort(names);
  std::vector<FileInfo> entries;
  for (std::string& name : names) {
    struct ::stat status{};
    if (!is_shown(name) || state_.calls.stat_at(directory->number(), name, status) < 0) continue;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) continue;
    entries.push_back(info_of(std::move(name), status));
  }
  return entries;
}

Result<std::unique_ptr<DirectoryWalk>> DirectoryFileSystem::walk(const Path& path) {
  auto directory = open_beneath(path, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::unexpected(directory.error());
  return std::make_unique<HostDirectoryWalk>(state_.calls, std::move(*directory));
}

Result<void> DirectoryFileSystem::make_directory(const Path& path, unsigned mode) {
  if (path.is_root()) return failure(ErrorCode::exists);
  const auto place = place_of(path);
  if (!place) return std::unexpected(place.error());
  const int made = state_.calls.make_directory_at(place->directory, place->name, owner_uses_directory);
  if (made < 0) return host_failure(made);
  // The process's umask had its say in mkdir; not here.
  const auto with_mode = set_attributes(path, mode | owner_uses_directory, std::nullopt);
  if (!with_mode) return with_mode;
  return synced(place->directory);
}

Result<void> DirectoryFileSystem::remove(const Path& path) {
  if (path.is_root()) return failure(ErrorCode::is_directory);
  const auto place = place_of(path);
  if (!place) return std::unexpected(place.error());
  {
    const std::scoped_lock lock{state_.names};
    const auto status = status_at(*place);
    if (!status) return std::unexpected(status.error());
    if (S_ISDIR(status->st_mode)) return failure(ErrorCode::is_directory);
    const int removed = state_.calls.unlink_at(place->directory, place->name, 0);
    if (removed < 0) return host_failure(removed);
    state_.ledger.forget(static_cast<std::uint64_t>(status->st_size));
  }
  return synced(place->directory);
}

Result<void> DirectoryFileSystem::remove_directory(const Path& path) {
  if (path.is_root()) return failure(ErrorCode::busy);
  const auto place = place_of(path);
  if (!place) return std::unexpected(place.error());
  const int removed = state_.calls.unlink_at(place->directory, place->name, AT_REMOVEDIR);
  if (removed < 0) return host_failure(removed);
  return synced(place->directory);
}

Result<void> DirectoryFileSystem::rename(const Path& from, const Path& to) {
  if (from.is_root() || to.is_root()) return failure(ErrorCode::busy);
  const auto source = place_of(from);
  if (!source) return std::unexpected(source.error());
  const auto target = place_of(to);
  if (!target) return std::unexpected(target.error());
  {
    const std::scoped_lock lock{state_.names};
    const auto moved = status_at(*source);
    if (!moved) return std::unexpected(moved.error());
    const auto replaced =
        from.components() == to.components() ? Result<std::uint64_t>{0} : size_to_be_replaced(*target);
    if (!replaced) return std::unexpected(replaced.error());
    const int result =
        state_.calls.rename_at(source->directory, source->name, target->directory, target->name);
    if (result == -EXDEV) return failure(ErrorCode::unsupported);
    if (result < 0) return host_failure(result);
    state_.ledger.forget(*replaced);
  }
  const auto target_synced = synced(target->directory);
  if (!target_synced) return target_synced;
  return synced(source->directory);
}

Result<void> DirectoryFileSystem::set_attributes(const Path& path, std::optional<unsigned> mode,
                                                 std::optional<WallTime> modified) {
  const auto file = open_beneath(path, to_read);
  if (!file) return std::unexpected(file.error());
  struct ::stat status{};
  const int result = state_.calls.stat(file->number(), status);
  if (result < 0) return host_failure(result);
  const bool is_directory = S_ISDIR(status.st_mode);
  if (!is_directory && !S_ISREG(status.st_mode)) return failure(ErrorCode::not_found);
  if (mode) {
    const unsigned kept = (*mode & permission_bits) | (is_directory ? owner_uses_directory : owner_reads);
    const int changed = state_.calls.change_mode(file->number(), kept);
    if (changed < 0) return host_failure(changed);
  }
  if (modified) {
    const int changed = state_.calls.set_modified(file->number(), to_timespec(*modified));
    if (changed < 0) return host_failure(changed);
  }
  return {};
}

Result<Descriptor> DirectoryFileSystem::open_beneath(const Path& path, std::uint64_t flags) const {
  if (std::ranges::any_of(path.components(), is_hidden)) return failure(ErrorCode::not_found);
  const int opened = state_.calls.open_beneath(state_.root.number(), path.inside(), flags, 0);
  if (opened < 0) return host_failure(opened);
  return Descriptor{state_.calls, opened};
}

/// Nothing if it cannot be said without asking the disk.
std::optional<Result<Descriptor>> DirectoryFileSystem::open_known_beneath(const Path& path,
                                                                          std::uint64_t flags) {
  if (!knows_cached_lookups_ || std::ranges::any_of(path.components(), is_hidden)) return std::nullopt;
  const int opened = state_.calls.open_known_beneath(state_.root.number(), path.inside(), flags);
  if (opened == -EINVAL) knows_cached_lookups_ = false;
  if (opened == -EINVAL || opened == -EAGAIN) return std::nullopt;
  if (opened < 0) return host_failure(opened);
  return Descriptor{state_.calls, opened};
}

/// The last component is given to the kernel apart from its directory, which is open: nobody can swap it for
/// a link.
Result<Place> DirectoryFileSystem::place_of(const Path& path) const {
  if (is_hidden(path.name())) {
    return failure(ErrorCode::name_not_allowed, "Name not allowed (reserved for unfinished files)");
  }
  const Path parent = path.parent();
  if (parent.is_root()) {
    return Place{.owned = {}, .directory = state_.root.number(), .name = path.name()};
  }
  auto directory = open_beneath(parent, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::unexpected(directory.error());
  const int number = directory->number();
  return Place{.owned = std::move(*directory), .directory = number, .name = path.name()};
}

/// Of a regular file or a directory; whatever else stands there is not for the users of the device.
Result<struct ::stat> DirectoryFileSystem::status_at(const Place& place) const {
  struct ::stat status{};
  const int result = state_.calls.stat_at(place.directory, place.name, status);
  if (result < 0) return host_failure(result);
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return failure(ErrorCode::permission_denied);
  return status;
}

/// The size of the file that stands there, if there is one.
Result<std::uint64_t> DirectoryFileSystem::size_to_be_replaced(const Place& place) const {
  const auto status = status_at(place);
  if (!status && status.error().code == ErrorCode::not_found) return 0;
  if (!status) return std::unexpected(status.error());
  return S_ISREG(status->st_mode) ? static_cast<std::uint64_t>(status->st_size) : 0;
}

Result<void> DirectoryFileSystem::may_be_replaced(const Place& place) const {
  const auto status = status_at(place);
  if (!status && status.error().code == ErrorCode::not_found) return {};
  if (!status) return std::unexpected(status.error());
  if (S_ISDIR(status->st_mode)) return failure(ErrorCode::is_directory);
  return {};
}

Result<void> DirectoryFileSystem::synced(int directory) const {
  const int result = state_.calls.sync(directory);
  if (result < 0) return host_failure(result);
  return {};
}

Error with_root(Error error, const std::filesystem::path& root) {
  error.message = root.string() + ": " + error.message;
  return error;
}

/// The root itself is named by whoever runs the device, so its path may go through links.
Result<Descriptor> open_root(const std::filesystem::path& root, SystemCalls& calls) {
  std::error_code error;
  std::filesystem::create_directories(root, error);
  const int opened = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return host_failure(-errno);
  Descriptor descriptor{calls, opened};
  if (calls.lock(opened) < 0) {
    return failure(ErrorCode::busy, "Device or resource busy (another process uses this directory)");
  }
  const Descriptor probe{calls, calls.open_beneath(opened, "", O_PATH | O_DIRECTORY, 0)};
  if (probe.number() == -ENOSYS) {
    return failure(ErrorCode::unsupported, "this kernel has no openat2 (Linux 5.6 or newer is needed)");
  }
  if (!probe.is_open()) return host_failure(probe.number());
  return descriptor;
}

}  // namespace

Result<std::unique_ptr<FileSystem>> open_directory(const std::filesystem::path& root,
                                                   DirectoryOptions options) {
  auto descriptor = open_root(root, options.calls);
  if (!descriptor) return std::unexpected(with_root(std::move(descriptor.error()), root));
  auto file_system = std::make_unique<DirectoryFileSystem>(std::move(*descriptor), options);
  file_system->take_stock();
  return file_system;
}

Result<std::unique_ptr<FileSystem>> open_shared_directory(const std::filesystem::path& root,
                                                          SystemCalls& calls) {
  const int opened = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return std::unexpected(with_root(host_error(-errno), root));
  // Another process may write into the same directory at the same time.
  std::string tag = std::to_string(::getpid()) + "-";
  const DirectoryOptions options{.capacity = no_limit, .calls = calls};
  return std::make_unique<DirectoryFileSystem>(Descriptor{calls, opened}, options, std::move(tag));
}

}  // namespace ferry::vfs
