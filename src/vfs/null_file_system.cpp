#include "vfs/memory_buffer.h"
#include "vfs/memory_file_systems.h"

namespace ferry::vfs {
namespace {

class NullWriter final : public WritableFile {
 public:
  Result<void> write_at(std::uint64_t, std::span<const Bytes>) override { return {}; }
  void set_modified(WallTime) override {}
  Result<Committed> commit() override { return Committed{}; }
};

/// Every name can be written and is an empty file to a reader, so that `copy null: flash:x` makes an empty
/// file.
class NullFileSystem final : public FileSystem {
 public:
  [[nodiscard]] std::string_view type() const override { return "opaque"; }
  [[nodiscard]] std::string_view flags() const override { return "wo"; }
  [[nodiscard]] Space space() const override { return {}; }

  Result<FileInfo> stat(const Path& path) override {
    if (path.is_root()) return FileInfo{.name = {}, .type = FileType::directory, .mode = 0755};
    return FileInfo{.name = path.name()};
  }
  Result<std::unique_ptr<ReadableFile>> open(const Path& path) override {
    return std::make_unique<MemoryReader>(FileInfo{.name = path.name()}, share({}));
  }
  Result<std::unique_ptr<WritableFile>> create(const Path&, const CreateOptions&) override {
    return std::make_unique<NullWriter>();
  }
  Result<std::vector<FileInfo>> list(const Path& path) override {
    if (!path.is_root()) return failure(ErrorCode::not_directory);
    return std::vector<FileInfo>{};
  }
  Result<void> make_directory(const Path&, unsigned) override { return failure(ErrorCode::unsupported); }
  Result<void> remove(const Path&) override { return {}; }
  Result<void> remove_directory(const Path&) override { return failure(ErrorCode::unsupported); }
  Result<void> rename(const Path&, const Path&) override { return failure(ErrorCode::unsupported); }
  Result<void> set_attributes(const Path&, std::optional<unsigned>, std::optional<WallTime>) override {
    return {};
  }
};

}  // namespace

std::unique_ptr<FileSystem> make_null() {
  return std::make_unique<NullFileSystem>();
}

}  // namespace ferry::vfs
