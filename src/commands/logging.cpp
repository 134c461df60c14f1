#include <fmt/format.h>

#include <string>

#include "commands/log_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LoggingConfig;
using ConfiguredLevel = std::optional<std::uint8_t>;

constexpr std::uint64_t smallest_buffer = 4096;
constexpr std::uint64_t largest_buffer = 2147483647;

EditResult set_buffered(Edit& edit, const Match& match) {
  LoggingConfig& logging = edit.config.logging;
  logging.buffered = true;
  if (const auto bytes = match.number("bytes")) logging.buffered_bytes = *bytes;
  if (const auto level = log_level_of(match)) logging.buffered_level = *level;
  return {};
}

void reset_buffer(LoggingConfig& logging, bool buffered) {
  logging.buffered = buffered;
  logging.buffered_bytes = LoggingConfig{}.buffered_bytes;
  logging.buffered_level = LoggingConfig{}.buffered_level;
}

EditResult clear_buffered(Edit& edit, const Match&) {
  reset_buffer(edit.config.logging, false);
  return {};
}

EditResult restore_buffered(Edit& edit, const Match&) {
  reset_buffer(edit.config.logging, true);
  return {};
}

void show_buffered(const Config& config, Lines& lines) {
  const LoggingConfig& logging = config.logging;
  if (!logging.buffered) return lines.add("no logging buffered");
  const LoggingConfig untouched;
  std::string line;
  const bool all = lines.shows_defaults();
  if (all || logging.buffered_bytes != untouched.buffered_bytes)
    line += fmt::format(" {}", logging.buffered_bytes);
  if (all || logging.buffered_level != untouched.buffered_level)
    line += fmt::format(" {}", log_levels[logging.buffered_level].first);
  if (!line.empty()) lines.add("logging buffered" + line);
}

/// `logging console`, `logging monitor`: a level, or none.
Command screen(std::string spelling, std::string help, ConfiguredLevel LoggingConfig::* member) {
  const std::string keywords = "logging " + spelling;
  return setting(logging_word() / word(std::move(spelling), std::move(help)) / maybe(log_level_words()))
      .sets([=](Edit& edit, const Match& match) -> EditResult {
        const auto level = log_level_of(match);
        edit.config.logging.*member = level ? level : LoggingConfig{}.*member;
        return {};
      })
      .clears([=](Edit& edit, const Match&) -> EditResult {
        edit.config.logging.*member = std::nullopt;
        return {};
      })
      .restores([=](Edit& edit, const Match&) -> EditResult {
        edit.config.logging.*member = LoggingConfig{}.*member;
        return {};
      })
      .shows([=](const Config& config, Lines& lines) {
        const auto level = config.logging.*member;
        if (!level) return lines.add("no " + keywords);
        if (lines.shows_defaults() || level != LoggingConfig{}.*member)
          lines.add(fmt::format("{} {}", keywords, log_levels[*level].first));
      })
      .examples({keywords + " informational", keywords + " 0", keywords, "no " + keywords});
}

}  // namespace

const CommandTable& logging_table() {
  static const CommandTable table{
      setting(logging_word() / word("on", "Everywhere; without it to the console only"))
          .stored_at(&Config::logging, &LoggingConfig::on)
          .examples({"logging on", "no logging on"}),
      setting(logging_word() / word("buffered", "Into the device's memory") /
              maybe(number("bytes", smallest_buffer, largest_buffer, "Size of the buffer in bytes")) /
              maybe(log_level_words()))
          .sets(set_buffered)
          .clears(clear_buffered)
          .restores(restore_buffered)
          .shows(show_buffered)
          .examples({"logging buffered 8192 warnings", "logging buffered errors", "logging buffered 65536",
                     "no logging buffered"}),
      screen("console", "To the console", &LoggingConfig::console_level),
      screen("monitor", "To everyone who typed 'terminal monitor'", &LoggingConfig::monitor_level),
  };
  return table;
}

}  // namespace ferry::commands
