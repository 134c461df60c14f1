#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vfs/file_system.h"

namespace ferry::vfs {

/// All the file systems of a device under their names (the IFS), with the same calls as one. Mount everything
/// before sharing it between threads.
class Mounts {
 public:
  /// `default_device` is where names without a file system go, such as "flash".
  explicit Mounts(std::string default_device) : default_device_(std::move(default_device)) {}

  void mount(std::string device, std::unique_ptr<FileSystem> file_system);
  /// Another name for a mounted device: "bootflash" for "flash". Paths keep the name as typed.
  void alias(std::string name, std::string device);

  /// The root that names without a file system are relative to.
  [[nodiscard]] Path root() const { return Path{default_device_}; }
  /// Errors: those of Path::parse, and no_such_device. The bare names running-config and startup-config mean
  /// system:running-config and nvram:startup-config wherever no file system is named.
  [[nodiscard]] Result<Path> parse(std::string_view text, const Path& current) const;

  /// Null if there is no such device.
  [[nodiscard]] FileSystem* find(std::string_view device) const;
  [[nodiscard]] std::vector<std::string> devices() const;

  [[nodiscard]] Result<FileInfo> stat(const Path& path) const;
  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open(const Path& path) const;
  [[nodiscard]] std::optional<Result<FileInfo>> try_stat(const Path& path) const;
  [[nodiscard]] std::optional<Result<std::unique_ptr<ReadableFile>>> try_open(const Path& path) const;
  [[nodiscard]] Result<std::unique_ptr<WritableFile>> create(const Path& path,
                                                             const CreateOptions& options) const;
  [[nodiscard]] Result<std::vector<FileInfo>> list(const Path& path) const;
  [[nodiscard]] Result<std::unique_ptr<DirectoryWalk>> walk(const Path& path) const;
  /// The same file, perhaps under two names of its file system?
  [[nodiscard]] bool are_same(const Path& left, const Path& right) const;
  [[nodiscard]] Result<void> make_directory(const Path& path, unsigned mode) const;
  [[nodiscard]] Result<void> remove(const Path& path) const;
  [[nodiscard]] Result<void> remove_directory(const Path& path) const;
  /// Within one file system only; unsupported otherwise.
  [[nodiscard]] Result<void> rename(const Path& from, const Path& to) const;
  [[nodiscard]] Result<void> set_attributes(const Path& path, std::optional<unsigned> mode,
                                            std::optional<WallTime> modified) const;

 private:
  [[nodiscard]] Result<FileSystem*> file_system_of(const Path& path) const;

  std::string default_device_;
  std::map<std::string, std::unique_ptr<FileSystem>, std::less<>> file_systems_;
  std::map<std::string, std::string, std::less<>> aliases_;
};

}  // namespace ferry::vfs
