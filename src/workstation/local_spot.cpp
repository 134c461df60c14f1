#include "workstation/local_spot.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ferry::workstation {
namespace {

namespace fs = std::filesystem;

Error about(const fs::path& path, std::string_view what, ErrorCode code = ErrorCode::io) {
  return {code, fmt::format("{}: {}", printable(path.string()), what)};
}

Error about(const fs::path& path, const std::error_code& error) {
  const bool missing = error == std::errc::no_such_file_or_directory;
  return about(path, error.message(), missing ? ErrorCode::not_found : ErrorCode::io);
}

Result<LocalSpot> spot(const fs::path& directory, const std::string& name, const fs::path& shown) {
  const auto path = vfs::Path{"local"}.child(name);
  if (!path) return std::unexpected(about(shown, path.error().message, path.error().code));
  return LocalSpot{.directory = directory, .name = *path};
}

}  // namespace

bool is_local_directory(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::vector<std::string> passed_over_below(const std::string& path) {
  std::vector<std::string> found;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at{path, options, error}, end; !error && at != end;
       at.increment(error)) {
    const auto status = at->symlink_status(error);
    const bool is_copied = fs::is_regular_file(status) || fs::is_directory(status);
    if (!is_copied) found.push_back(at->path().string());
  }
  return found;
}

Result<LocalSpot> spot_of_source(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  if (error) return std::unexpected(about(path, error));
  if (!whole.has_filename()) return std::unexpected(about(path, "the root itself cannot be copied"));
  auto found = spot(whole.parent_path(), whole.filename(), path);
  if (found) found->is_directory = fs::is_directory(whole, error);
  return found;
}

Result<LocalSpot> spot_of_target(const std::string& path, const std::string& name) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    if (name.empty())
      return std::unexpected(about(path, "is a directory, and the source has no name: name it"));
    const fs::path directory = fs::canonical(path, error);
    if (error) return std::unexpected(about(path, error));
    auto found = spot(directory, name, path);
    if (found) found->is_directory = fs::is_directory(directory / name, error);
    return found;
  }
  if (path.ends_with('/')) return std::unexpected(about(path, "is not a directory"));
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return std::unexpected(about(path, "is not a regular file"));
  }
  const fs::path given = fs::exists(status) ? fs::canonical(path, error) : fs::path{path};
  const fs::path parent = given.has_parent_path() ? given.parent_path() : fs::path{"."};
  const fs::path directory = fs::canonical(parent, error);
  if (error) return std::unexpected(about(parent, error));
  return spot(directory, given.filename(), path);
}

}  // namespace ferry::workstation
