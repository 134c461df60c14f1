#pragma once

#include <string>
#include <utility>
#include <vector>

#include "commands/session.h"
#include "net/task.h"
#include "vfs/mounts.h"

namespace ferry::commands {

/// Removes a directory with everything in it, some entries at a time, in memory that does not grow with it.
class TreeRemoval {
 public:
  enum class Root { removed, kept };
  TreeRemoval(const vfs::Mounts& files, vfs::Path root, Root at_the_end)
      : files_(files), root_at_the_end_(at_the_end), directories_{root}, at_(std::move(root)) {}

  /// Removes some more; false when there is nothing left. What somebody else removes meanwhile is no error.
  /// Blocks.
  [[nodiscard]] Result<bool> step();
  /// Where it stands: what an error is about.
  [[nodiscard]] const vfs::Path& at() const { return at_; }

 private:
  Result<void> remove_entry(const vfs::Path& directory, const vfs::FileInfo& entry);
  Result<void> leave_directory();

  const vfs::Mounts& files_;
  Root root_at_the_end_;
  std::vector<vfs::Path> directories_;  // on the way down
  vfs::Path at_;
};

/// Runs a removal to its end; false if it failed, then the typist has been told.
net::Task<bool> remove_tree(Session& session, vfs::Path root, TreeRemoval::Root at_the_end,
                            std::string doing);
/// Removes everything on a file system. Whoever stood in a directory of it stands at the root then.
net::Task<bool> erase_file_system(Session& session, std::string device);

}  // namespace ferry::commands
