#pragma once

#include <cstdint>
#include <optional>

#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::sftp {

/// The kinds of file in `Attributes::permissions`, as POSIX encodes them.
enum class FileKind : std::uint32_t { directory = 0040000, file = 0100000, link = 0120000 };
inline constexpr std::uint32_t file_kind_bits = 0170000;
inline constexpr std::uint32_t permission_bits = 07777;

struct FileOwner {
  std::uint32_t user = 0, group = 0;
  bool operator==(const FileOwner&) const = default;
};

/// Seconds since 1970, UTC.
struct FileTimes {
  std::uint32_t accessed = 0, modified = 0;
  bool operator==(const FileTimes&) const = default;
};

/// ATTRS, draft section 5: what is known of a file, or what is to be changed. Extended attributes are passed
/// over.
struct Attributes {
  std::optional<std::uint64_t> size{};
  std::optional<FileOwner> owner{};
  std::optional<std::uint32_t> permissions{};  // with the kind of file
  std::optional<FileTimes> times{};

  /// Whether they say that it is such a thing.
  [[nodiscard]] bool is(FileKind kind) const;

  void read_from(wire::Reader& in);
  void write_to(wire::Writer& out) const;
  bool operator==(const Attributes&) const = default;
};

}  // namespace ferry::sftp
