#include <algorithm>
#include <map>
#include <mutex>

#include "vfs/memory_buffer.h"
#include "vfs/memory_file_systems.h"
#include "vfs/space_ledger.h"
#include "vfs/vectored.h"

namespace ferry::vfs {
namespace {

struct Node {
  FileType type = FileType::file;
  MemoryContent content;
  WallTime modified{};
  unsigned mode = 0644;

  [[nodiscard]] std::uint64_t size() const { return content == nullptr ? 0 : content->size(); }
};

/// What the file system shares with the files being written in it.
struct MemoryState {
  const Clock& clock;
  SpaceLedger ledger;
  std::mutex mutex{};
  /// By Path::inside(); the root has no entry.
  std::map<std::string, Node> nodes{};

  Result<void> may_be_written(const Path& path) const {
    if (path.is_root()) return failure(ErrorCode::is_directory);
    const auto node = nodes.find(path.inside());
    if (node != nodes.end() && node->second.type == FileType::directory) {
      return failure(ErrorCode::is_directory);
    }
    return parent_exists(path);
  }

  Result<void> parent_exists(const Path& path) const {
    const Path parent = path.parent();
    if (parent.is_root()) return {};
    const auto node = nodes.find(parent.inside());
    if (node == nodes.end()) return failure(ErrorCode::not_found);
    if (node->second.type == FileType::file) return failure(ErrorCode::not_directory);
    return {};
  }
};

constexpr std::uint64_t endless_disk = ~std::uint64_t{0};

class MemoryWriter final : public WritableFile {
 public:
  MemoryWriter(MemoryState& state, Path path, unsigned mode)
      : state_(state), path_(std::move(path)), mode_(mode), space_(state.ledger) {}

  Result<void> promise(std::uint64_t size) { return space_.grow(size, std::nullopt); }

  Result<void> write_at(std::uint64_t offset, std::span<const Bytes> pieces) override {
    const auto room = space_.grow(offset + total_size(pieces), std::nullopt);
    if (!room) return room;
    return buffer_.write_at(offset, pieces, endless_disk);
  }

  void set_modified(WallTime time) override { modified_ = time; }

  Result<Committed> commit() override {
    const std::scoped_lock lock{state_.mutex};
    const auto allowed = state_.may_be_written(path_);
    if (!allowed) return std::unexpected(allowed.error());
    Node& node = state_.nodes[path_.inside()];
    state_.ledger.forget(node.size());
    node = {.content = std::make_shared<const ByteVector>(buffer_.take()),
            .modified = modified_.value_or(state_.clock.wall_now()),
            .mode = mode_};
    space_.keep(node.size());
    return Committed{};
  }

 private:
  MemoryState& state_;
  Path path_;
  unsigned mode_;
  Reservation space_;
  MemoryBuffer buffer_;
  std::optional<WallTime> modified_;
};

class MemoryFileSystem final : public FileSystem {
 public:
  MemoryFileSystem(std::uint64_t capacity, const Clock& clock, std::string_view type)
      : type_(type), state_{.clock = clock, .ledger = SpaceLedger{capacity}} {}

  [[nodiscard]] std::string_view type() const override { return type_; }
  [[nodiscard]] std::string_view flags() const override { return "rw"; }
  [[nodiscard]] Space space() const override {
    return {.total = state_.ledger.capacity(), .free = state_.ledger.free(endless_disk)};
  }

  Result<FileInfo> stat(const Path& path) override;
  Result<std::unique_ptr<ReadableFile>> open(const Path& path) override;
  Result<std::unique_ptr<WritableFile>> create(const Path& path, const CreateOptions& options) override;
  Result<std::vector<FileInfo>> list(const Path& path) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove(const Path& path) override;
  Result<void> remove_directory(const Path& path) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> set_attributes(const Path& path, std::optional<unsigned> mode,
                              std::optional<WallTime> modified) override;

 private:
  static FileInfo info_of(std::string name, const Node& node) {
    return {.name = std::move(name),
            .type = node.type,
            .size = node.size(),
            .modified = node.modified,
            .mode = node.mode};
  }
  /// Not for the root.
  [[nodiscard]] Result<Node*> find(const Path& path);
  [[nodiscard]] bool has_children(const Path& path) const;
  void move_children(const Path& from, const Path& to);

  std::string type_;
  MemoryState state_;
};

Result<FileInfo> MemoryFileSystem::stat(const Path& path) {
  if (path.is_root()) return FileInfo{.name = {}, .type = FileType::directory, .mode = 0755};
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(path);
  if (!node) return std::unexpected(node.error());
  return info_of(path.name(), **node);
}

Result<std::unique_ptr<ReadableFile>> MemoryFileSystem::open(const Path& path) {
  if (path.is_root()) return failure(ErrorCode::is_directory);
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(path);
  if (!node) return std::unexpected(node.error());
  if ((*node)->type == FileType::directory) return failure(ErrorCode::is_directory);
  return std::make_unique<MemoryReader>(info_of(path.name(), **node), (*node)->content);
}

Result<std::unique_ptr<WritableFile>> MemoryFileSystem::create(const Path& path,
                                                               const CreateOptions& options) {
  {
    const std::scoped_lock lock{state_.mutex};
    const auto allowed = state_.may_be_written(path);
    if (!allowed) return std::unexpected(allowed.error());
  }
  auto file = std::make_unique<MemoryWriter>(state_, path, options.mode & 0777);
  const auto promised = file->promise(options.expected_size.value_or(0));
  if (!promised) return std::unexpected(promised.error());
  return file;
}

Result<std::vector<FileInfo>> MemoryFileSystem::list(const Path& path) {
  const std::scoped_lock lock{state_.mutex};
  if (!path.is_root()) {
    const auto node = find(path);
    if (!node) return std::unexpected(node.error());
    if ((*node)->type == FileType::file) return failure(ErrorCode::not_directory);
  }
  const std::string prefix = path.is_root() ? "" : path.inside() + "/";
  std::vector<FileInfo> entries;
  for (const auto& [name, node] : state_.nodes) {
    if (!name.starts_with(prefix) || name.find('/', prefix.size()) != std::string::npos) continue;
    entries.push_back(info_of(name.substr(prefix.size()), node));
  }
  std::ranges::sort(entries, {}, &FileInfo::name);
  return entries;
}

Result<void> MemoryFileSystem::make_directory(const Path& path, unsigned mode) {
  if (path.is_root()) return failure(ErrorCode::exists);
  const std::scoped_lock lock{state_.mutex};
  const auto parent = state_.parent_exists(path);
  if (!parent) return parent;
  const Node made{.type = FileType::directory,
                  .content = nullptr,
                  .modified = state_.clock.wall_now(),
                  .mode = mode & 0777};
  const bool is_new = state_.nodes.try_emplace(path.inside(), made).second;
  if (!is_new) return failure(ErrorCode::exists);
  return {};
}

Result<void> MemoryFileSystem::remove(const Path& path) {
  if (path.is_root()) return failure(ErrorCode::is_directory);
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(path);
  if (!node) return std::unexpected(node.error());
  if ((*node)->type == FileType::directory) return failure(ErrorCode::is_directory);
  state_.ledger.forget((*node)->size());
  state_.nodes.erase(path.inside());
  return {};
}

Result<void> MemoryFileSystem::remove_directory(const Path& path) {
  if (path.is_root()) return failure(ErrorCode::busy);
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(path);
  if (!node) return std::unexpected(node.error());
  if ((*node)->type == FileType::file) return failure(ErrorCode::not_directory);
  if (has_children(path)) return failure(ErrorCode::not_empty);
  state_.nodes.erase(path.inside());
  return {};
}

Result<void> MemoryFileSystem::rename(const Path& from, const Path& to) {
  if (from.is_root() || to.is_root()) return failure(ErrorCode::busy);
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(from);
  if (!node) return std::unexpected(node.error());
  if (from.components() == to.components()) return {};
  const bool is_directory = (*node)->type == FileType::directory;
  if (is_directory && (to.inside() + "/").starts_with(from.inside() + "/")) {
    return failure(ErrorCode::invalid);
  }
  const auto parent = state_.parent_exists(to);
  if (!parent) return parent;
  const auto target = state_.nodes.find(to.inside());
  if (target != state_.nodes.end()) {
    const bool onto_directory = target->second.type == FileType::directory;
    if (onto_directory && !is_directory) return failure(ErrorCode::is_directory);
    if (!onto_directory && is_directory) return failure(ErrorCode::not_directory);
    if (has_children(to)) return failure(ErrorCode::not_empty);
    state_.ledger.forget(target->second.size());
  }
  state_.nodes.insert_or_assign(to.inside(), std::move(**node));
  state_.nodes.erase(from.inside());
  if (is_directory) move_children(from, to);
  return {};
}

Result<void> MemoryFileSystem::set_attributes(const Path& path, std::optional<unsigned> mode,
                                              std::optional<WallTime> modified) {
  if (path.is_root()) return {};
  const std::scoped_lock lock{state_.mutex};
  const auto node = find(path);
  if (!node) return std::unexpected(node.error());
  if (mode) (*node)->mode = *mode & 0777;
  if (modified) (*node)->modified = *modified;
  return {};
}

Result<Node*> MemoryFileSystem::find(const Path& path) {
  const auto node = state_.nodes.find(path.inside());
  if (node != state_.nodes.end()) return &node->second;
  const auto parent = state_.parent_exists(path);
  return parent ? failure(ErrorCode::not_found) : std::unexpected(parent.error());
}

bool MemoryFileSystem::has_children(const Path& path) const {
  const std::string prefix = path.inside() + "/";
  const auto next = state_.nodes.lower_bound(prefix);
  return next != state_.nodes.end() && next->first.starts_with(prefix);
}

void MemoryFileSystem::move_children(const Path& from, const Path& to) {
  const std::string prefix = from.inside() + "/";
  for (auto node = state_.nodes.lower_bound(prefix);
       node != state_.nodes.end() && node->first.starts_with(prefix);) {
    auto moved = state_.nodes.extract(node++);
    moved.key() = to.inside() + "/" + moved.key().substr(prefix.size());
    state_.nodes.insert(std::move(moved));
  }
}

}  // namespace

std::unique_ptr<FileSystem> make_memory(std::uint64_t capacity, const Clock& clock, std::string_view type) {
  return std::make_unique<MemoryFileSystem>(capacity, clock, type);
}

}  // namespace ferry::vfs
