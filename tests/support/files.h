#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vfs/mounts.h"

namespace ferry::testing {

/// Stores a file whole. `Files` is a FileSystem or Mounts.
template <class Files>
Result<vfs::Committed> put_file(Files& files, const vfs::Path& path, std::string_view text) {
  auto file = files.create(path, vfs::CreateOptions{.expected_size = text.size()});
  if (!file) return std::unexpected(file.error());
  const Bytes pieces[] = {as_bytes(text)};
  const auto written = (*file)->write_at(0, pieces);
  if (!written) return std::unexpected(written.error());
  return (*file)->commit();
}

/// The whole content of a file; nothing if it cannot be opened or read.
template <class Files>
std::optional<std::string> content_of(Files& files, const vfs::Path& path) {
  const auto file = files.open(path);
  if (!file) return std::nullopt;
  std::string text((*file)->info().size, '\0');
  const MutableBytes pieces[] = {{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const auto count = (*file)->read_at(0, pieces);
  if (!count || *count != text.size()) return std::nullopt;
  return text;
}

}  // namespace ferry::testing
