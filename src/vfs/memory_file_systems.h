#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "vfs/file_system.h"

namespace ferry::vfs {

/// A file whose text somebody else makes and takes: system:running-config.
struct GeneratedFile {
  std::string name;
  std::function<std::string()> content;
  /// Takes the whole text when it has been written; null makes the file read-only.
  std::function<Result<Committed>(std::string text)> replace;
  /// Longest text that is taken.
  std::size_t limit = std::size_t{16} << 20;
};

/// The clock of who does not bring one.
[[nodiscard]] const Clock& machine_clock();

/// system: a flat file system of generated files. Their time is always now, by `clock`, which outlives it.
[[nodiscard]] std::unique_ptr<FileSystem> make_generated(std::vector<GeneratedFile> files,
                                                         const Clock& clock = machine_clock());
/// null: takes everything and keeps nothing.
[[nodiscard]] std::unique_ptr<FileSystem> make_null();
/// tmpsys: and tests: files in memory, at most `capacity` bytes in all.
[[nodiscard]] std::unique_ptr<FileSystem> make_memory(std::uint64_t capacity, const Clock& clock,
                                                      std::string_view type = "opaque");

}  // namespace ferry::vfs
