#include "vfs/mounts.h"

namespace ferry::vfs {
namespace {

/// What a bare name of a configuration stands for, wherever one is in the file systems.
struct WellKnownName {
  std::string_view name;
  std::string_view device;
};
constexpr WellKnownName well_known_names[] = {{"running-config", "system"}, {"startup-config", "nvram"}};

/// "a" of "a", "./a", "/a" and "~/a".
std::string_view bare_name(std::string_view text) {
  for (const std::string_view prefix : {"~/", "./", "/"}) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return text;
}

}  // namespace

void Mounts::mount(std::string device, std::unique_ptr<FileSystem> file_system) {
  file_systems_.insert_or_assign(std::move(device), std::move(file_system));
}

void Mounts::alias(std::string name, std::string device) {
  aliases_.insert_or_assign(std::move(name), std::move(device));
}

Result<Path> Mounts::parse(std::string_view text, const Path& current) const {
  for (const WellKnownName& known : well_known_names) {
    if (bare_name(text) == known.name && find(known.device) != nullptr) {
      return Path{std::string{known.device}}.child(known.name);
    }
  }
  auto path = Path::parse(text, current);
  if (!path) return path;
  const auto file_system = file_system_of(*path);
  if (!file_system) return std::unexpected(file_system.error());
  return path;
}

FileSystem* Mounts::find(std::string_view device) const {
  const auto alias = aliases_.find(device);
  const auto found = file_systems_.find(alias == aliases_.end() ? device : alias->second);
  return found == file_systems_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Mounts::devices() const {
  std::vector<std::string> names;
  names.reserve(file_systems_.size());
  for (const auto& [name, file_system] : file_systems_) names.push_back(name);
  return names;
}

Result<FileInfo> Mounts::stat(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->stat(path);
}

Result<std::unique_ptr<ReadableFile>> Mounts::open(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->open(path);
}

std::optional<Result<FileInfo>> Mounts::try_stat(const Path& path) const {
  FileSystem* const found = find(path.device());
  return found == nullptr ? std::nullopt : found->try_stat(path);
}

std::optional<Result<std::unique_ptr<ReadableFile>>> Mounts::try_open(const Path& path) const {
  FileSystem* const found = find(path.device());
  return found == nullptr ? std::nullopt : found->try_open(path);
}

Result<std::unique_ptr<WritableFile>> Mounts::create(const Path& path, const CreateOptions& options) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->create(path, options);
}

Result<std::vector<FileInfo>> Mounts::list(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->list(path);
}

Result<std::unique_ptr<DirectoryWalk>> Mounts::walk(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->walk(path);
}

bool Mounts::are_same(const Path& left, const Path& right) const {
  return find(left.device()) == find(right.device()) && left.components() == right.components();
}

Result<void> Mounts::make_directory(const Path& path, unsigned mode) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->make_directory(path, mode);
}

Result<void> Mounts::remove(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->remove(path);
}

Result<void> Mounts::remove_directory(const Path& path) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->remove_directory(path);
}

Result<void> Mounts::rename(const Path& from, const Path& to) const {
  const auto source = file_system_of(from);
  if (!source) return std::unexpected(source.error());
  const auto target = file_system_of(to);
  if (!target) return std::unexpected(target.error());
  if (*source != *target) {
    return failure(ErrorCode::unsupported, "Operation not supported (rename stays within one file system)");
  }
  return (*source)->rename(from, to);
}

Result<void> Mounts::set_attributes(const Path& path, std::optional<unsigned> mode,
                                    std::optional<WallTime> modified) const {
  const auto file_system = file_system_of(path);
  if (!file_system) return std::unexpected(file_system.error());
  return (*file_system)->set_attributes(path, mode, modified);
}

Result<FileSystem*> Mounts::file_system_of(const Path& path) const {
  FileSystem* const found = find(path.device());
  if (found != nullptr) return found;
  return failure(ErrorCode::no_such_device,
                 std::string{describe(ErrorCode::no_such_device)} + " (" + path.device() + ":)");
}

}  // namespace ferry::vfs
