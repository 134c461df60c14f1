#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace ferry::scp {

/// Longest control line that is read: a name at its longest, the numbers before it, and room to spare.
inline constexpr std::size_t longest_line = 4096;
/// libssh2 reads an error into 256 bytes; so no record of ours with a text is longer, marks included.
inline constexpr std::size_t longest_error = 255;

/// The answers, and the marks in front of an error's text.
inline constexpr Byte ok_mark = 0;
inline constexpr Byte warning_mark = 1;
inline constexpr Byte fatal_mark = 2;

/// "C0644 5 name": a file of that size follows.
struct FileRecord {
  unsigned mode = 0;
  std::uint64_t size = 0;
  std::string name;
  bool operator==(const FileRecord&) const = default;
};

/// "D0755 0 name": what follows, up to the matching E, stands in that directory.
struct DirectoryRecord {
  unsigned mode = 0;
  std::string name;
  bool operator==(const DirectoryRecord&) const = default;
};

/// "E": the end of a directory.
struct EndRecord {
  bool operator==(const EndRecord&) const = default;
};

/// "T1700000000 0 1700000000 0": the times of what comes next. Seconds; microseconds are dropped.
struct TimesRecord {
  WallTime modified{};
  WallTime accessed{};
  bool operator==(const TimesRecord&) const = default;
};

/// 0x01 or 0x02 and a text: something went wrong on the other side; with 0x02 it gives up.
struct ErrorRecord {
  bool is_fatal = false;
  std::string text;
  bool operator==(const ErrorRecord&) const = default;
};

using Record = std::variant<FileRecord, DirectoryRecord, EndRecord, TimesRecord, ErrorRecord>;

/// Reads one control line, without its LF. Errors: name_not_allowed and name_too_long for a record whose name
/// cannot be one (the record is well formed otherwise), invalid for everything else.
[[nodiscard]] Result<Record> parse_record(std::string_view line);

/// A line to send, without its LF.
[[nodiscard]] std::string to_line(const FileRecord& record);
[[nodiscard]] std::string to_line(const DirectoryRecord& record);
[[nodiscard]] std::string to_line(const TimesRecord& record);

/// "scp: path: reason", with as much of both as an error record can take. Printable.
[[nodiscard]] std::string error_text(std::string_view path, std::string_view reason);
/// The bytes of an error record with this text: mark, text and LF, at most `longest_error`.
[[nodiscard]] std::string error_record(std::string_view text);

}  // namespace ferry::scp
