#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ferry::scp {

/// Which way the files go, seen from us: a sink receives (`scp -t`), a source sends (`scp -f`).
enum class Direction { sink, source };

/// The exec line of a remote scp, as every client writes it.
struct Command {
  Direction direction = Direction::sink;
  bool recursive = false;            // -r
  bool times = false;                // -p
  bool target_is_directory = false;  // -d
  bool verbose = false;              // -v
  /// What stood behind the options, unquoted. A sink has exactly one: words that nobody quoted are one name
  /// with blanks in it.
  std::vector<std::string> paths;
  /// All of them as one name, with the blanks that stood between them: what a source looks for first.
  std::string whole;
};

/// Nothing if `line` is not an scp command at all (then it is for the CLI); an error if it is one that cannot
/// be run.
[[nodiscard]] std::optional<Result<Command>> parse_command(std::string_view line);

/// The same as a router of IOS reads it: one file, quotes and further blanks belong to its name, and -p, -d
/// and -r are refused.
[[nodiscard]] std::optional<Result<Command>> parse_strict_command(std::string_view line);

}  // namespace ferry::scp
