#include "scp/expand.h"

#include "scp/pattern.h"

namespace ferry::scp {
namespace {

/// What is typed in front of the name in the last part of a path: "flash:" of "flash:a".
std::string_view device_prefix(std::string_view part, const vfs::Path& path) {
  const std::size_t size = path.device().size();
  if (part.size() <= size || part[size] != ':') return {};
  const auto named = vfs::Path::parse(part, path);
  return named && named->device() == path.device() ? part.substr(0, size + 1) : std::string_view{};
}

Result<void> add_matches(const vfs::Mounts& files, const vfs::Path& directory, std::string_view pattern,
                         std::vector<vfs::Path>& found) {
  const auto entries = files.list(directory);
  if (!entries) return {};
  for (const vfs::FileInfo& entry : *entries) {
    if (!matches(pattern, entry.name)) continue;
    if (found.size() == most_matches) return failure(ErrorCode::invalid, "too many files match");
    const auto path = directory.child(entry.name);
    if (path) found.push_back(*path);
  }
  return {};
}

}  // namespace

Result<std::vector<vfs::Path>> expand(const vfs::Mounts& files, const vfs::Path& pattern) {
  std::vector<vfs::Path> found{vfs::Path{pattern.device()}};
  for (const std::string& component : pattern.components()) {
    std::vector<vfs::Path> deeper;
    for (const vfs::Path& directory : found) {
      if (is_pattern(component)) {
        const auto added = add_matches(files, directory, component, deeper);
        if (!added) return std::unexpected(added.error());
      } else if (const auto path = directory.child(component)) {
        deeper.push_back(*path);
      }
    }
    found = std::move(deeper);
  }
  std::erase_if(found, [&](const vfs::Path& path) { return !files.stat(path); });
  return found;
}

std::string expected_name(std::string_view typed, const vfs::Path& path) {
  while (typed.ends_with('/')) typed.remove_suffix(1);
  const auto slash = typed.rfind('/');
  const auto last = slash == std::string_view::npos ? typed : typed.substr(slash + 1);
  if (path.is_root()) return path.device() + ":";
  return std::string{device_prefix(last, path)} + path.name();
}

}  // namespace ferry::scp
