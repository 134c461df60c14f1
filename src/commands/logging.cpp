#include <fmt/format.h>

#include <array>
#include <string_view>

#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LoggingConfig;

constexpr std::uint64_t smallest_buffer = 4096;
constexpr std::uint64_t largest_buffer = 2147483647;

// RFC 5424 section 6.2.1; the index is the number.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> levels{
    {{"emergencies", "The system is unusable (severity 0)"},
     {"alerts", "Somebody must act at once (severity 1)"},
     {"critical", "Critical conditions (severity 2)"},
     {"errors", "Errors (severity 3)"},
     {"warnings", "Warnings (severity 4)"},
     {"notifications", "Normal but important (severity 5)"},
     {"informational", "For information (severity 6)"},
     {"debugging", "Debug messages (severity 7)"}}};

template <std::size_t... Index>
Path level_words(std::index_sequence<Index...>) {
  return one_of(number("level", 0, 7, "Severity level"),
                word(std::string{levels[Index].first}, std::string{levels[Index].second})...);
}

Path level() {
  return level_words(std::make_index_sequence<levels.size()>{});
}

EditResult set_buffered(Edit& edit, const Match& match) {
  LoggingConfig& logging = edit.config.logging;
  logging.buffered = true;
  if (const auto bytes = match.number("bytes")) logging.buffered_bytes = *bytes;
  if (const auto number = match.number("level")) logging.buffered_level = static_cast<std::uint8_t>(*number);
  for (std::size_t index = 0; index < levels.size(); ++index) {
    if (match.has(levels[index].first)) logging.buffered_level = static_cast<std::uint8_t>(index);
  }
  return {};
}

EditResult clear_buffered(Edit& edit, const Match&) {
  edit.config.logging = {};
  edit.config.logging.buffered = false;
  return {};
}

EditResult restore_buffered(Edit& edit, const Match&) {
  edit.config.logging = {};
  return {};
}

void show_buffered(const Config& config, Lines& lines) {
  const LoggingConfig& logging = config.logging;
  const LoggingConfig untouched;
  if (logging == untouched) return;
  if (!logging.buffered) return lines.add("no logging buffered");
  std::string line = "logging buffered";
  if (logging.buffered_bytes != untouched.buffered_bytes) line += fmt::format(" {}", logging.buffered_bytes);
  if (logging.buffered_level != untouched.buffered_level)
    line += fmt::format(" {}", levels[logging.buffered_level].first);
  lines.add(line);
}

}  // namespace

const CommandTable& logging_table() {
  static const CommandTable table{
      setting(word("logging", "Where log messages go") / word("buffered", "Into the device's memory") /
              maybe(number("bytes", smallest_buffer, largest_buffer, "Size of the buffer in bytes")) /
              maybe(level()))
          .sets(set_buffered)
          .clears(clear_buffered)
          .restores(restore_buffered)
          .shows(show_buffered)
          .examples({"logging buffered 8192 warnings", "logging buffered errors", "logging buffered 65536",
                     "no logging buffered"}),
  };
  return table;
}

}  // namespace ferry::commands
