#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/command.h"

namespace ferry::commands {

// Words that several commands about the log have in common.

/// RFC 5424 section 6.2.1: the index is the number. Name and help.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 8> log_levels{
    {{"emergencies", "The system is unusable (severity 0)"},
     {"alerts", "Somebody must act at once (severity 1)"},
     {"critical", "Critical conditions (severity 2)"},
     {"errors", "Errors (severity 3)"},
     {"warnings", "Warnings (severity 4)"},
     {"notifications", "Normal but important (severity 5)"},
     {"informational", "For information (severity 6)"},
     {"debugging", "Debug messages (severity 7)"}}};

/// A level, by number or by name.
[[nodiscard]] cli::Path log_level_words();
/// The one that was typed.
[[nodiscard]] std::optional<std::uint8_t> log_level_of(const cli::Match& match);
[[nodiscard]] cli::Path logging_word();

}  // namespace ferry::commands
