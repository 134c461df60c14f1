#pragma once

#include <string>

#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// Takes `text` into the running configuration as if the typist had typed it, and gives the lines that were
/// refused, each as the parser shows it at a prompt.
net::Task<std::string> merge_configuration(Session& session, std::string text);

}  // namespace ferry::commands
