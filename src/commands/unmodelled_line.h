#pragma once

#include <optional>
#include <string_view>

#include "commands/configuration_line.h"

namespace ferry::commands {

/// A line that is typed below one that no command knows (`InUnmodelled`). Nothing if it does not belong there
/// but to the top level.
[[nodiscard]] std::optional<LineOutcome> enter_unmodelled(cli::Edit& edit, std::string_view line,
                                                          const cli::Vocabulary& vocabulary);

/// A line that is no command. Nothing if it is not one to keep, because it is a command with a mistake in it.
[[nodiscard]] std::optional<LineOutcome> keep_unmodelled(cli::Edit& edit, std::string_view line,
                                                         const cli::Vocabulary& vocabulary);

/// The same for a line of the top level that begins with words which no command begins with: that saves
/// looking for one.
[[nodiscard]] std::optional<LineOutcome> keep_known(cli::Edit& edit, std::string_view line);

/// A line of a text that ends at a line of its own (`InTextBlock`).
[[nodiscard]] LineOutcome enter_text_block(cli::Edit& edit, std::string_view line);

/// `exit`: one section up.
void leave_section(cli::Position& position);

/// Whether a section is open that has a prompt of its own.
[[nodiscard]] bool is_in_section(const cli::InUnmodelled& place);
/// "config-if"
[[nodiscard]] std::string_view section_prompt(const cli::InUnmodelled& place);

}  // namespace ferry::commands
