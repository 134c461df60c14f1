#pragma once

#include <string_view>

#include "aaa/outcome.h"
#include "cli/match.h"
#include "commands/session.h"

namespace ferry::commands {

/// Who `session` is, for AAA.
[[nodiscard]] aaa::Origin origin_of(const Session& session);

/// The words of a command without its secrets, and the level that it needs, for authorization.
[[nodiscard]] aaa::CommandWords command_words(const cli::Match& match);
/// The same of a line of configuration that no command knows: the highest level.
[[nodiscard]] aaa::CommandWords command_words(std::string_view line);

/// Does a list of `aaa authorization commands` decide about commands of this level here? If none does, nobody
/// need be asked.
[[nodiscard]] bool asks_about_commands(const Session& session, unsigned level);

/// `aaa authorization commands`: may `session` run this? Whoever may not has been told, and the log says who
/// decided and why.
net::Task<bool> may_run(Session& session, aaa::CommandWords command);

}  // namespace ferry::commands
