#include "commands/log_words.h"

#include <string>

namespace ferry::commands {
namespace {

template <std::size_t... Index>
cli::Path level_words(std::index_sequence<Index...>) {
  return cli::one_of(
      cli::number("level", 0, 7, "Severity level"),
      cli::word(std::string{log_levels[Index].first}, std::string{log_levels[Index].second})...);
}

}  // namespace

cli::Path log_level_words() {
  return level_words(std::make_index_sequence<log_levels.size()>{});
}

std::optional<std::uint8_t> log_level_of(const cli::Match& match) {
  if (const auto number = match.number("level")) return static_cast<std::uint8_t>(*number);
  for (std::size_t index = 0; index < log_levels.size(); ++index) {
    if (match.has(log_levels[index].first)) return static_cast<std::uint8_t>(index);
  }
  return std::nullopt;
}

cli::Path logging_word() {
  return cli::word("logging", "Where log messages go");
}

}  // namespace ferry::commands
