#pragma once

#include <string>
#include <string_view>

#include "commands/session.h"

namespace ferry::commands {

/// What `?` behind `before` shows, for lines of `width` columns (0: no limit): the words that may follow with
/// their help, or the words that begin so, or why there are none. Ends in a line end.
[[nodiscard]] std::string help_text(Session& session, std::string_view before, unsigned width);

/// What TAB adds to `before`: the rest of the only word that begins so, with the blank behind it. Empty if
/// there is none, or more than one.
[[nodiscard]] std::string completion(Session& session, std::string_view before);

}  // namespace ferry::commands
