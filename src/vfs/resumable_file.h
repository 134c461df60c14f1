#pragma once

#include <filesystem>
#include <memory>

#include "vfs/descriptor.h"
#include "vfs/file_system.h"

namespace ferry::vfs {

/// A file of the host that is written under its own name and stays when the writing ends early, so that
/// another run can go on. Calls may block.
class ResumableFile {
 public:
  /// `path` is below the directory `root` and followed through no link. Creates the file if it is missing,
  /// readable by its owner only until `finish`. Error: it cannot be, or is no regular file.
  [[nodiscard]] static Result<ResumableFile> open(const std::filesystem::path& root, const Path& path,
                                                  SystemCalls& calls = SystemCalls::real());

  /// How much is there already.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, MutableBytes into);
  Result<void> append(Bytes bytes);
  /// Puts it on the disk for good.
  Result<void> finish(unsigned mode, std::optional<WallTime> modified);

 private:
  ResumableFile(SystemCalls& calls, Descriptor file, std::uint64_t size)
      : calls_(&calls), file_(std::move(file)), size_(size) {}

  SystemCalls* calls_;
  Descriptor file_;
  std::uint64_t size_;
};

}  // namespace ferry::vfs
