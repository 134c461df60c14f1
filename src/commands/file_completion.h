#pragma once

#include <string>

#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// What TAB adds to the name of a file or file system that `before` ends in, at the prompt of exec mode: as
/// much as all names that begin so have in common, and behind a whole name a blank, or a slash for a
/// directory. Empty where no file is meant or none begins so.
net::Task<std::string> file_completion(Session& session, std::string before);

}  // namespace ferry::commands
