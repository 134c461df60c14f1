#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "vfs/path.h"

namespace ferry::workstation {

/// A file or directory of this machine as a name in a directory, the directory with all links resolved: what
/// is made there later can lead nowhere else.
struct LocalSpot {
  std::filesystem::path directory;
  vfs::Path name{"local"};
  bool is_directory = false;  // already
};

/// Where a source lies. Error: it is not there. May block, as all of these.
[[nodiscard]] Result<LocalSpot> spot_of_source(const std::string& path);
/// Where the copy of something called `name` goes: into the directory `path`, or under the name `path`. A
/// link to a file is written through.
[[nodiscard]] Result<LocalSpot> spot_of_target(const std::string& path, const std::string& name);
/// What below a source is neither a file nor a directory, such as links: it is not copied. Paths as typed.
[[nodiscard]] std::vector<std::string> passed_over_below(const std::string& path);
[[nodiscard]] bool is_local_directory(const std::string& path);

}  // namespace ferry::workstation
