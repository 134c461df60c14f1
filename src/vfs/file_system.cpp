#include "vfs/file_system.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ferry::vfs {
namespace {

/// Entries that are in memory anyway.
class ListedWalk final : public DirectoryWalk {
 public:
  explicit ListedWalk(std::vector<FileInfo> entries) : entries_(std::move(entries)) {}

  Result<std::vector<FileInfo>> next(std::size_t most) override {
    const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(shown_);
    const std::size_t count = std::min(most, entries_.size() - shown_);
    shown_ += count;
    return std::vector<FileInfo>{std::make_move_iterator(begin),
                                 std::make_move_iterator(begin + static_cast<std::ptrdiff_t>(count))};
  }

 private:
  std::vector<FileInfo> entries_;
  std::size_t shown_ = 0;
};

}  // namespace

Result<std::unique_ptr<DirectoryWalk>> FileSystem::walk(const Path& path) {
  auto entries = list(path);
  if (!entries) return std::unexpected(std::move(entries.error()));
  return std::make_unique<ListedWalk>(std::move(*entries));
}

}  // namespace ferry::vfs
