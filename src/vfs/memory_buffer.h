#pragma once

#include <memory>
#include <string>

#include "vfs/file_system.h"

namespace ferry::vfs {

/// The content of a file that lives in memory.
using MemoryContent = std::shared_ptr<const ByteVector>;  // shared: who has opened a file keeps what it was

[[nodiscard]] MemoryContent share(Bytes bytes);

/// The content of a file that is being written.
class MemoryBuffer {
 public:
  /// Error: no_space, where it would grow over `limit`.
  Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces, std::uint64_t limit);
  [[nodiscard]] Bytes bytes() const { return bytes_; }
  [[nodiscard]] ByteVector take() { return std::move(bytes_); }

 private:
  ByteVector bytes_;
};

class MemoryReader final : public ReadableFile {
 public:
  MemoryReader(FileInfo info, MemoryContent content) : info_(std::move(info)), content_(std::move(content)) {}

  [[nodiscard]] const FileInfo& info() const override { return info_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<const MutableBytes> into) override;
  std::optional<Result<std::size_t>> try_read_at(std::uint64_t offset,
                                                 std::span<const MutableBytes> into) override {
    return read_at(offset, into);
  }

 private:
  FileInfo info_;
  MemoryContent content_;
};

}  // namespace ferry::vfs
