#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "commands/piece_writer.h"
#include "commands/session.h"
#include "net/task.h"
#include "vfs/file_system.h"
#include "vfs/path.h"

namespace ferry::commands {

/// Writes a row for each entry of directories, in pieces. Memory grows with the number of directories below,
/// if those are wanted, and with nothing else.
class DirectoryListing {
 public:
  using Row = std::string (*)(std::uint64_t number, const vfs::FileInfo& info, const vfs::Path& path);

  DirectoryListing(Session& session, Row row) : session_(session), output_(session), row_(row) {}

  /// The rows of one directory. False when nobody wants more of them.
  net::Task<Result<bool>> list(vfs::Path directory);
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  /// Directories found by the last `list`, in its order.
  [[nodiscard]] std::vector<vfs::Path> take_directories() { return std::exchange(directories_, {}); }
  [[nodiscard]] PieceWriter& output() { return output_; }

 private:
  Session& session_;
  PieceWriter output_;
  Row row_;
  std::uint64_t rows_ = 0;
  std::vector<vfs::Path> directories_;
};

/// "1048576 bytes total (1048571 bytes free)"
[[nodiscard]] std::string space_line(const vfs::Mounts& files, const std::string& device);

}  // namespace ferry::commands
