#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ferry::transfer {

/// `path` as one word of a command on the machine that calls itself `identification` ("SSH-2.0-..."). The far
/// side is mostly a Unix shell: there a path with anything but harmless characters is quoted, so that no part
/// of it can be a command or a pattern; only a `~` in front keeps its meaning. Cisco devices split at blanks
/// and take quotes for a part of the name: there nothing is quoted. Errors: invalid for an empty path,
/// control characters, and for blanks where nothing can be quoted.
[[nodiscard]] Result<std::string> remote_word(std::string_view path, std::string_view identification);

/// What a far side's complaint ("scp: /x: No such file or directory") comes to: the code, with the words of
/// IOS where it is one that IOS knows, else its own words, printable and bounded.
[[nodiscard]] Error remote_error(std::string_view complaint);

}  // namespace ferry::transfer
