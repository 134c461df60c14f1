#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sftp/server.h"
#include "vfs/mounts.h"

namespace ferry::sftp {

/// What a path of a client means: a place in a file system, or nothing for the root above them all.
using Place = std::optional<vfs::Path>;

/// The names that a client sees. Safe to use from any thread.
class Tree {
 public:
  Tree(const vfs::Mounts& files, Naming naming) : files_(files), naming_(naming) {}

  /// "/flash:/a", "/flash:a", "flash:/a", "flash:a", "a", "./a", "~/a", "~/flash:/a", "/a"; relative names
  /// begin in the default file system. ".." ends at the root. "running-config" and "startup-config" alone are
  /// the configurations. Errors: those of Mounts::parse.
  [[nodiscard]] Result<Place> parse(std::string_view text) const;
  /// As `parse` would read it: "/flash:/a".
  [[nodiscard]] std::string text(const Place& place) const;
  /// What the root has in it: the names of the file systems, with their colon.
  [[nodiscard]] std::vector<vfs::FileInfo> root_entries() const;

 private:
  [[nodiscard]] Result<Place> step(Place from, std::string_view part) const;
  [[nodiscard]] Result<Place> step_from_root(std::string_view part) const;
  [[nodiscard]] Place above(const Place& place) const;

  const vfs::Mounts& files_;
  Naming naming_;
};

}  // namespace ferry::sftp
