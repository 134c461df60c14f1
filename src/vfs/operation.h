#pragma once

#include <cstdint>
#include <string>

namespace ferry::vfs {

/// What a client of SCP or SFTP wants done: what command authorization is asked about.
struct Operation {
  enum class Kind : std::uint8_t { store, fetch, list, remove, rename, make_directory, remove_directory };
  Kind kind{};
  std::string path;     // canonical: "flash:/a.bin"
  std::string to = {};  // of a rename
};

}  // namespace ferry::vfs
