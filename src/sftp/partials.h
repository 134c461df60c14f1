#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "vfs/file_system.h"

namespace ferry::sftp {

/// How many uploads that were cut off are kept for their users, and how long: an image over a bad line is
/// tried again within minutes, and each takes space that nobody sees.
inline constexpr std::size_t most_partials = 4;
inline constexpr auto partial_life = std::chrono::hours{1};

/// The front of a file whose upload was cut off.
struct Partial {
  std::unique_ptr<vfs::WritableFile> file;
  std::uint64_t size = 0;
};

/// Uploads that were cut off and wait for their user to continue them. Nobody else sees anything of them, and
/// they go with the process. Safe to use from any thread; calls may block, because a file may be thrown away.
class Partials {
 public:
  explicit Partials(const Clock& clock) : clock_(clock) {}

  /// The oldest one goes when there are too many.
  void keep(std::string user, vfs::Path path, Partial partial);
  /// Whether nothing waits, of no user. Never blocks.
  [[nodiscard]] bool is_empty();
  [[nodiscard]] std::optional<std::uint64_t> size_of(const std::string& user, const vfs::Path& path);
  [[nodiscard]] std::optional<Partial> take(const std::string& user, const vfs::Path& path);

 private:
  struct Kept {
    std::string user;
    vfs::Path path;
    Partial partial;
    TimePoint until;
  };
  using Place = std::list<Kept>::iterator;
  [[nodiscard]] std::list<Kept> take_expired();
  [[nodiscard]] Place find(const std::string& user, const vfs::Path& path);

  const Clock& clock_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the oldest first
};

}  // namespace ferry::sftp
