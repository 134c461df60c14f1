#include <algorithm>

#include "vfs/memory_buffer.h"
#include "vfs/memory_file_systems.h"

namespace ferry::vfs {
namespace {

/// Collects the text and hands it over when it is whole.
class GeneratedWriter final : public WritableFile {
 public:
  explicit GeneratedWriter(const GeneratedFile& file) : file_(file) {}
  Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces) override {
    return buffer_.write_at(offset, pieces, file_.limit);
  }
  void set_modified(WallTime) override {}
  Result<Committed> commit() override { return file_.replace(std::string{as_text(buffer_.bytes())}); }

 private:
  const GeneratedFile& file_;
  MemoryBuffer buffer_;
};

class GeneratedFileSystem final : public FileSystem {
 public:
  GeneratedFileSystem(std::vector<GeneratedFile> files, const Clock& clock)
      : files_(std::move(files)), clock_(clock) {
    std::ranges::sort(files_, {}, &GeneratedFile::name);
  }

  [[nodiscard]] std::string_view type() const override { return "opaque"; }
  [[nodiscard]] std::string_view flags() const override { return "rw"; }
  [[nodiscard]] Space space() const override { return {}; }

  Result<FileInfo> stat(const Path& path) override {
    if (path.is_root()) return FileInfo{.name = {}, .type = FileType::directory, .mode = 0755};
    const auto file = find(path);
    if (!file) return std::unexpected(file.error());
    return info_of(**file, (*file)->content().size());
  }

  Result<std::unique_ptr<ReadableFile>> open(const Path& path) override {
    const auto file = find(path);
    if (!file) return std::unexpected(file.error());
    const std::string text = (*file)->content();
    return std::make_unique<MemoryReader>(info_of(**file, text.size()), share(as_bytes(text)));
  }

  Result<std::unique_ptr<WritableFile>> create(const Path& path, const CreateOptions& options) override {
    const auto file = find(path);
    if (!file && file.error().code != ErrorCode::not_found) return std::unexpected(file.error());
    if (!file || (*file)->replace == nullptr) return failure(ErrorCode::permission_denied);
    if (options.expected_size > (*file)->limit) return failure(ErrorCode::no_space);
    return std::make_unique<GeneratedWriter>(**file);
  }

  Result<std::vector<FileInfo>> list(const Path& path) override {
    if (!path.is_root()) return std::unexpected(not_listable(path));
    std::vector<FileInfo> entries;
    entries.reserve(files_.size());
    for (const GeneratedFile& file : files_) entries.push_back(info_of(file, file.content().size()));
    return entries;
  }

  Result<void> make_directory(const Path&, unsigned) override { return read_only(); }
  Result<void> remove(const Path&) override { return read_only(); }
  Result<void> remove_directory(const Path&) override { return read_only(); }
  Result<void> rename(const Path&, const Path&) override { return read_only(); }
  Result<void> set_attributes(const Path& path, std::optional<unsigned>, std::optional<WallTime>) override {
    const auto info = stat(path);
    if (!info) return std::unexpected(info.error());
    return {};
  }

 private:
  static Result<void> read_only() { return failure(ErrorCode::read_only); }

  [[nodiscard]] FileInfo info_of(const GeneratedFile& file, std::size_t size) const {
    return {.name = file.name,
            .size = size,
            .modified = clock_.wall_now(),
            .mode = file.replace == nullptr ? 0444U : 0644U};
  }

  [[nodiscard]] Error not_listable(const Path& path) const {
    const auto file = find(path);
    return file ? failure(ErrorCode::not_directory).error() : file.error();
  }

  [[nodiscard]] Result<const GeneratedFile*> find(const Path& path) const {
    if (path.is_root()) return failure(ErrorCode::is_directory);
    if (path.components().size() > 1) return failure(ErrorCode::not_found);
    const auto found = std::ranges::find(files_, path.name(), &GeneratedFile::name);
    if (found == files_.end()) return failure(ErrorCode::not_found);
    return &*found;
  }

  std::vector<GeneratedFile> files_;
  const Clock& clock_;
};

}  // namespace

const Clock& machine_clock() {
  static const SystemClock clock;
  return clock;
}

std::unique_ptr<FileSystem> make_generated(std::vector<GeneratedFile> files, const Clock& clock) {
  return std::make_unique<GeneratedFileSystem>(std::move(files), clock);
}

}  // namespace ferry::vfs
