#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ferry::vfs {

/// The name of something in one of the device's file systems: "flash:/dir/a.bin". Parsed once; every
/// component is a name that is allowed: not empty, not "." or "..", no "/", no NUL or other control
/// character, at most 255 bytes.
class Path {
 public:
  /// Longest name of one component in bytes, as Linux file systems have it.
  static constexpr std::size_t longest_name = 255;
  /// Longest path that is looked at.
  static constexpr std::size_t longest_path = 4096;

  /// The root of a file system: `Path{"flash"}`.
  explicit Path(std::string device) : device_(std::move(device)) {}

  /// "flash:/dir/a", "flash:a", "/flash:/a", "~/flash:/a", "./a" or "a"; what does not name a file system is
  /// relative to `current`. ".." goes up and stops at the root of the file system. A device is letters and
  /// digits before the first ":"; "./a:b" names a file with a colon. Errors: name_not_allowed, name_too_long.
  [[nodiscard]] static Result<Path> parse(std::string_view text, const Path& current);

  /// The name before the colon, such as "flash", in lower case.
  [[nodiscard]] const std::string& device() const { return device_; }
  [[nodiscard]] const std::vector<std::string>& components() const { return components_; }
  [[nodiscard]] bool is_root() const { return components_.empty(); }
  /// The last component; empty for a root.
  [[nodiscard]] std::string name() const { return is_root() ? std::string{} : components_.back(); }
  [[nodiscard]] Path parent() const;
  /// Errors: name_not_allowed, name_too_long.
  [[nodiscard]] Result<Path> child(std::string_view name) const;
  /// Whether `name` can be one component. Errors: name_not_allowed and name_too_long, saying what is wrong
  /// with it.
  [[nodiscard]] static Result<void> check_name(std::string_view name);
  /// "flash:/dir/a.bin"; a root is "flash:/".
  [[nodiscard]] std::string text() const;
  /// "dir/a.bin", for the file system itself; empty for a root.
  [[nodiscard]] std::string inside() const;

  auto operator<=>(const Path&) const = default;

 private:
  [[nodiscard]] Result<Path> within_limits() const;

  std::string device_;
  std::vector<std::string> components_;
};

}  // namespace ferry::vfs
