#pragma once

#include <cstdint>
#include <string>

#include "commands/apply.h"
#include "commands/session.h"
#include "net/task.h"

namespace ferry::commands {

/// What becomes of a text with lines that are wrong.
enum class MergeRule : std::uint8_t {
  what_is_right,   // those lines are left out
  all_or_nothing,  // nothing is applied
};

/// A refused line as the parser shows it: the line, a caret where it points with one, and its words.
[[nodiscard]] std::string shown(const LineError& error);

/// Takes `text` into the running configuration as if the typist had typed it, and gives the lines that were
/// refused, each as the parser shows it at a prompt. By `all_or_nothing` a text with such lines is an error
/// whose message names each by its number, a line each.
net::Task<Result<std::string>> merge_configuration(Session& session, std::string text, MergeRule rule);

}  // namespace ferry::commands
