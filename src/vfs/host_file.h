#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace ferry::vfs {

/// The whole of a file of the host, named on our own command line. Errors name the file, and say so when it
/// is larger than `limit` bytes. May block.
[[nodiscard]] Result<std::string> read_host_file(const std::filesystem::path& path, std::size_t limit);

/// Adds `text` at the end of a file of the host, in one write. A new one is for its owner alone, as is the
/// directory that it stands in if that is missing, too. Errors name the file. May block.
[[nodiscard]] Result<void> append_host_file(const std::filesystem::path& path, std::string_view text);

/// Puts `text` in the place of what a file of the host holds: whole or not at all, whatever happens. It keeps
/// its mode, and a link to it stays one. Errors name the file. May block.
[[nodiscard]] Result<void> replace_host_file(const std::filesystem::path& path, std::string_view text);

/// Removes a file of the host, if it is there: one that the router made in its own directory.
void remove_host_file(const std::filesystem::path& path);

/// A file or directory of the host by descriptor, only to name it to the kernel. Closes it at the end.
class HostPath {
 public:
  [[nodiscard]] static Result<HostPath> open(const std::filesystem::path& path);
  HostPath(HostPath&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  HostPath& operator=(HostPath&&) = delete;
  ~HostPath();

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  explicit HostPath(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace ferry::vfs
