#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "vfs/path.h"

namespace ferry::vfs {

enum class FileType { file, directory };

struct FileInfo {
  std::string name;
  FileType type = FileType::file;
  std::uint64_t size = 0;
  WallTime modified{};
  unsigned mode = 0644;  // permission bits as SCP and SFTP show them
};

/// Size and free space in bytes; nothing where the words make no sense (null:, system:).
struct Space {
  std::optional<std::uint64_t> total;
  std::optional<std::uint64_t> free;
};

/// An open file for reading. Calls may block on the disk; one call at a time.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  [[nodiscard]] virtual const FileInfo& info() const = 0;
  /// Fills `into` piece by piece from `offset` on; returns how many bytes, fewer only at the end of the file.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<const MutableBytes> into) = 0;
  /// The same if it needs no waiting for the disk; nothing if it would have to wait.
  virtual std::optional<Result<std::size_t>> try_read_at(std::uint64_t offset,
                                                         std::span<const MutableBytes> into) = 0;
};

/// What became of a committed file beyond having been stored: lines for the user, such as configuration lines
/// that did not parse.
struct Committed {
  std::vector<std::string> warnings;
};

/// A file being written. Nobody sees it before `commit`; without `commit` nothing remains. Calls may block.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  /// Appends or overwrites at `offset`. Errors: no_space, io.
  virtual Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces) = 0;
  virtual void set_modified(WallTime time) = 0;
  /// Syncs, replaces what stood under the name, syncs the directory. Only then may anybody be told that it is
  /// stored.
  virtual Result<Committed> commit() = 0;
};

struct CreateOptions {
  unsigned mode = 0644;
  /// The size that was promised: refused at once with no_space if it cannot fit.
  std::optional<std::uint64_t> expected_size{};
};

/// A directory that is read some entries at a time, so that a large one needs no more memory than a small
/// one. What changes meanwhile may be seen or not. Calls may block; one call at a time. The file system
/// outlives it.
class DirectoryWalk {
 public:
  virtual ~DirectoryWalk() = default;
  /// The next entries, at most `most`; none at the end.
  virtual Result<std::vector<FileInfo>> next(std::size_t most) = 0;
};

/// Up to so many entries of a directory are walked in the order of their names. A larger directory comes in
/// the order of the disk, each so many sorted.
inline constexpr std::size_t sorted_entries = 4096;

/// One file system of the device. Paths are inside it: their device part has been looked at already. Safe to
/// use from several threads; every call may block.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// As `show file systems` prints it: "flash", "nvram", "opaque", "network"; and "rw", "ro", "wo".
  [[nodiscard]] virtual std::string_view type() const = 0;
  [[nodiscard]] virtual std::string_view flags() const = 0;
  [[nodiscard]] virtual Space space() const = 0;

  virtual Result<FileInfo> stat(const Path& path) = 0;
  virtual Result<std::unique_ptr<ReadableFile>> open(const Path& path) = 0;
  /// The same if they need no waiting for the disk; nothing if they would have to wait. These never block.
  virtual std::optional<Result<FileInfo>> try_stat(const Path&) { return std::nullopt; }
  virtual std::optional<Result<std::unique_ptr<ReadableFile>>> try_open(const Path&) { return std::nullopt; }
  virtual Result<std::unique_ptr<WritableFile>> create(const Path& path, const CreateOptions& options) = 0;
  /// The entries of a directory in the order of their names.
  virtual Result<std::vector<FileInfo>> list(const Path& path) = 0;
  /// The same piece by piece, for directories of any size.
  virtual Result<std::unique_ptr<DirectoryWalk>> walk(const Path& path);
  virtual Result<void> make_directory(const Path& path, unsigned mode) = 0;
  virtual Result<void> remove(const Path& path) = 0;
  virtual Result<void> remove_directory(const Path& path) = 0;
  virtual Result<void> rename(const Path& from, const Path& to) = 0;
  virtual Result<void> set_attributes(const Path& path, std::optional<unsigned> mode,
                                      std::optional<WallTime> modified) = 0;
};

}  // namespace ferry::vfs
