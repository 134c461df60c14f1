#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "sftp/attributes.h"
#include "vfs/file_system.h"

/// What both directions of a copy by SFTP share.
namespace ferry::workstation {

/// Bytes that are read and written at a time.
inline constexpr std::size_t sftp_chunk = std::size_t{1} << 20;
/// How much of what an earlier run left is compared before a copy goes on: enough to notice another file.
inline constexpr std::size_t compared_tail = std::size_t{64} << 10;
/// Trees are followed so far down: no real one is deeper, and links could make one endless.
inline constexpr unsigned deepest_tree = 128;

/// A path as SFTP takes it: "~/a" is relative to the directory of the login, as every relative one is.
[[nodiscard]] inline std::string sftp_path(std::string_view path) {
  if (path == "~" || path.empty()) return ".";
  if (path.starts_with("~/")) path.remove_prefix(2);
  return path.empty() ? "." : std::string{path};
}

[[nodiscard]] inline WallTime modified_in(const sftp::FileTimes& times) {
  return WallTime{std::chrono::seconds{times.modified}};
}

[[nodiscard]] inline sftp::FileTimes times_for(WallTime modified) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(modified.time_since_epoch()).count();
  const auto bounded = static_cast<std::uint32_t>(std::clamp<long>(seconds, 0, 0xFFFFFFFFL));
  return {.accessed = bounded, .modified = bounded};
}

}  // namespace ferry::workstation
