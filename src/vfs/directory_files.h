#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "vfs/descriptor.h"
#include "vfs/file_system.h"
#include "vfs/space_ledger.h"

namespace ferry::vfs {

/// What the host says about a file, in our words.
[[nodiscard]] FileInfo info_of(std::string name, const struct ::stat& status);

[[nodiscard]] timespec to_timespec(WallTime time);

/// Bits of a mode that are kept: no set-user-id, no set-group-id, no sticky bit.
inline constexpr unsigned permission_bits = 0777;

/// What the files of one directory file system share. Outlives them.
struct DirectoryState {
  SystemCalls& calls;
  SpaceLedger ledger;
  Descriptor root{};
  /// Held while a name changes what it stands for, so that the ledger follows.
  std::mutex names{};
};

/// What a file is called until it is whole. No path of the device can name it.
inline constexpr std::string_view hidden_prefix = ".ferry-unfinished-";

[[nodiscard]] inline bool is_hidden(std::string_view name) {
  return name.starts_with(hidden_prefix);
}
/// May users of the device see that name?
[[nodiscard]] inline bool is_shown(const std::string& name) {
  return !is_hidden(name) && Path::check_name(name).has_value();
}

/// A directory of a directory file system, open for reading.
class HostDirectoryWalk final : public DirectoryWalk {
 public:
  HostDirectoryWalk(SystemCalls& calls, Descriptor directory)
      : calls_(calls), directory_(std::move(directory)) {}

  Result<std::vector<FileInfo>> next(std::size_t most) override;

 private:
  Result<bool> read_names();
  void add_entry(std::string name, std::vector<FileInfo>& entries) const;

  SystemCalls& calls_;
  Descriptor directory_;
  std::vector<std::string> names_;  // read and not shown yet, the next one last
};

/// A file of a directory file system, open for reading.
class DirectoryReader final : public ReadableFile {
 public:
  DirectoryReader(SystemCalls& calls, Descriptor file, FileInfo info)
      : calls_(calls), file_(std::move(file)), info_(std::move(info)) {}

  [[nodiscard]] const FileInfo& info() const override { return info_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<const MutableBytes> into) override;
  std::optional<Result<std::size_t>> try_read_at(std::uint64_t offset,
                                                 std::span<const MutableBytes> into) override;

 private:
  SystemCalls& calls_;
  Descriptor file_;
  FileInfo info_;
  bool knows_cached_reads_ = true;
};

/// Where a file is to stand: its directory, and its name there.
struct Place {
  Descriptor owned;  // closed while `directory` is the root's descriptor
  int directory = -1;
  std::string name;
};

/// A file of a directory file system while nobody sees it: it has a hidden name next to its place.
class DirectoryWriter final : public WritableFile {
 public:
  DirectoryWriter(DirectoryState& state, Place place, std::string hidden_name, Descriptor file, unsigned mode)
      : state_(state),
        place_(std::move(place)),
        hidden_name_(std::move(hidden_name)),
        file_(std::move(file)),
        mode_(mode),
        space_(state.ledger) {}
  ~DirectoryWriter() override;

  /// Error: no_space.
  Result<void> promise(std::uint64_t size);
  Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces) override;
  void set_modified(WallTime time) override { modified_ = time; }
  Result<Committed> commit() override;

 private:
  Result<void> finish_content();
  Result<void> take_the_name();

  DirectoryState& state_;
  Place place_;
  std::string hidden_name_;  // empty when it has its real name
  Descriptor file_;
  unsigned mode_;
  Reservation space_;
  std::optional<WallTime> modified_;
  std::uint64_t size_ = 0;
  std::uint64_t writeback_started_ = 0;
};

}  // namespace ferry::vfs
