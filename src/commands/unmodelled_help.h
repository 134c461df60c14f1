#pragma once

#include <string_view>
#include <vector>

#include "cli/grammar.h"
#include "config/config.h"

namespace ferry::commands {

/// Whether any line may be typed at `position`, not only those that commands know.
[[nodiscard]] bool takes_any_line(const config::Config& config, const cli::Position& position,
                                  unsigned privilege);

/// Adds to `choices` what may follow `before` of the lines that no command knows: the words that are known to
/// begin some, and any text.
void add_unmodelled_choices(const cli::Position& position, std::string_view before,
                            std::vector<cli::HelpLine>& choices);

/// What `?` shows behind a beginning that nothing is known of.
[[nodiscard]] std::vector<cli::HelpLine> any_text();

}  // namespace ferry::commands
