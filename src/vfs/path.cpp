#include "vfs/path.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"

namespace ferry::vfs {
namespace {

bool is_device_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Length of "flash" in "flash:/a"; 0 if `text` does not name a file system.
std::size_t device_length(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_device_character);
  return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) : 0;
}

/// What is parsed behind "~/" or "~": the home directory is the current one.
std::string_view without_home(std::string_view text) {
  if (text == "~") return {};
  return text.starts_with("~/") ? text.substr(2) : text;
}

bool has_control_character(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<Byte>(name[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    // U+0080 to U+009F in UTF-8.
    if (byte == 0xc2 && i + 1 < name.size() && static_cast<Byte>(name[i + 1]) < 0xa0) return true;
  }
  return false;
}

Result<void> too_long(std::string_view what, std::size_t limit) {
  return failure(ErrorCode::name_too_long, std::string{describe(ErrorCode::name_too_long)} + " (" +
                                               std::string{what} + " over " + std::to_string(limit) +
                                               " bytes)");
}

Result<void> not_allowed(std::string_view why) {
  return failure(ErrorCode::name_not_allowed,
                 std::string{describe(ErrorCode::name_not_allowed)} + " (" + std::string{why} + ")");
}

}  // namespace

Result<Path> Path::parse(std::string_view text, const Path& current) {
  if (text.size() > longest_path) return std::unexpected(too_long("path", longest_path).error());
  text = without_home(text);
  const bool absolute = text.starts_with('/');
  const auto behind_slashes = text.substr(std::min(text.find_first_not_of('/'), text.size()));
  const std::size_t device = device_length(behind_slashes);

  Path path = absolute ? Path{current.device_} : current;
  if (device > 0) {
    path = Path{std::string{behind_slashes.substr(0, device)}};
    std::ranges::transform(path.device_, path.device_.begin(), lower);
    text = behind_slashes.substr(device + 1);
  }
  for (const std::string_view part : split(text, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!path.is_root()) path.components_.pop_back();
      continue;
    }
    const auto allowed = check_name(part);
    if (!allowed) return std::unexpected(allowed.error());
    path.components_.emplace_back(part);
  }
  return path.within_limits();
}

Path Path::parent() const {
  Path path = *this;
  if (!path.components_.empty()) path.components_.pop_back();
  return path;
}

Result<Path> Path::child(std::string_view name) const {
  const auto allowed = check_name(name);
  if (!allowed) return std::unexpected(allowed.error());
  Path path = *this;
  path.components_.emplace_back(name);
  return path.within_limits();
}

Result<Path> Path::within_limits() const {
  if (inside().size() > longest_path) return std::unexpected(too_long("path", longest_path).error());
  return *this;
}

Result<void> Path::check_name(std::string_view name) {
  if (name.size() > longest_name) return too_long("name", longest_name);
  if (name.empty()) return not_allowed("empty");
  if (name == "." || name == "..") return not_allowed("not the name of a file");
  if (name.contains('/')) return not_allowed("contains a slash");
  if (name.contains('\0')) return not_allowed("contains a NUL byte");
  if (has_control_character(name)) return not_allowed("contains a control character");
  if (printable(name) != name) return not_allowed("not valid UTF-8");
  return {};
}

std::string Path::text() const {
  return device_ + ":/" + inside();
}

std::string Path::inside() const {
  std::string text;
  for (const std::string& component : components_) {
    if (!text.empty()) text += '/';
    text += component;
  }
  return text;
}

}  // namespace ferry::vfs
