#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "aaa/outcome.h"
#include "cli/grammar.h"

namespace ferry::commands {

/// The line was taken, or there was nothing in it.
struct LineTaken {
  bool changed = false;  // the configuration may be another one now
  /// Fully spelled, indented by its section; empty if it has changed nothing.
  std::string command = {};
};

/// The line was refused.
struct LineRefused {
  cli::Mistake mistake;
  std::string complaint;  // the command's own words; the mistake counts where they are empty

  /// For the typist, under the line that stands behind a prompt of `indent` characters.
  [[nodiscard]] std::string shown(std::string_view line, std::size_t indent) const;
  /// In one line.
  [[nodiscard]] std::string brief() const;
};

/// The line is a command that does something now, such as `do show clock`.
struct LineIsAction {
  cli::Match match;
};

/// The line is taken when this is answered by yes: enter it again with `Confirmation::given`.
struct LineAsks {
  std::string question;
};

using LineOutcome = std::variant<LineTaken, LineRefused, LineIsAction, LineAsks>;

/// Takes one line of configuration as typed where `edit.position` says. What a mode does not know is looked
/// for in the modes above it, which then become the position. May hash passwords: call it off the network
/// threads.
[[nodiscard]] LineOutcome enter_line(cli::Edit& edit, std::string_view line,
                                     const cli::Vocabulary& vocabulary);

/// The command that `line` would be at a position, in whichever mode knows it, without taking it; nothing for
/// text, comments, mistakes, and for `do`, behind which another command stands. The mode of `scope` does not
/// matter.
[[nodiscard]] std::optional<aaa::CommandWords> command_at(cli::Scope scope, cli::Position position,
                                                          std::string_view line);

/// The commands that can be typed at a position; none where every line is text.
[[nodiscard]] std::optional<cli::Mode> mode_of(const cli::Position& position);

/// What stands between the brackets of the prompt: "config-line".
[[nodiscard]] std::string_view prompt_name(const cli::Position& position);

}  // namespace ferry::commands
