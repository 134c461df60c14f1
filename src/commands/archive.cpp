#include <fmt/format.h>

#include "commands/file_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::ArchiveConfig;
using config::Config;
using config::ConfigurationLogging;

constexpr std::uint64_t most_versions = 14;
constexpr std::uint64_t most_entries = 1000;
/// A year, the longest time that IOS takes.
constexpr std::uint64_t longest_period = 525600;

EditResult enter_archive(Edit& edit, const Match&) {
  edit.position = InArchive{};
  return {};
}

EditResult clear_archive(Edit& edit, const Match&) {
  edit.config.archive = {};
  return {};
}

EditResult enter_log(Edit& edit, const Match&) {
  edit.position = InArchiveLog{};
  return {};
}

EditResult clear_log(Edit& edit, const Match&) {
  edit.config.archive.log = {};
  return {};
}

EditResult set_period(Edit& edit, const Match& match) {
  edit.config.archive.time_period = std::chrono::minutes{*match.number("period")};
  return {};
}

EditResult clear_period(Edit& edit, const Match&) {
  edit.config.archive.time_period.reset();
  return {};
}

void show_log(const ConfigurationLogging& log, Lines& lines) {
  const ConfigurationLogging untouched;
  if (log == untouched && !lines.shows_defaults()) return;
  lines.add(" log config");
  if (log.enabled) lines.add("  logging enable");
  if (log.size != untouched.size || lines.shows_defaults()) {
    lines.add(fmt::format("  logging size {}", log.size));
  }
  if (log.notify_syslog) lines.add("  notify syslog contenttype plaintext");
  if (log.hide_keys) lines.add("  hidekeys");
}

void show_archive(const Config& config, Lines& lines) {
  const ArchiveConfig& archive = config.archive;
  const ArchiveConfig untouched;
  if (archive == untouched && !lines.shows_defaults()) return;
  lines.add("archive");
  show_log(archive.log, lines);
  if (!archive.path.empty()) lines.add(fmt::format(" path {}", archive.path));
  if (archive.maximum != untouched.maximum || lines.shows_defaults()) {
    lines.add(fmt::format(" maximum {}", archive.maximum));
  }
  if (archive.write_memory) lines.add(" write-memory");
  if (archive.time_period) lines.add(fmt::format(" time-period {}", archive.time_period->count()));
}

Command in_archive(Path path) {
  return setting(std::move(path)).in(Mode::archive);
}

Command in_log(Path path) {
  return setting(std::move(path)).in(Mode::archive_log);
}

Path logging_word() {
  return word("logging", "What is kept");
}

}  // namespace

// The block is rendered by its head: what stands inside, here and in the next table, shows nothing by itself.
const CommandTable& archive_table() {
  static const CommandTable table{
      setting(word("archive", "Versions of the configuration that are kept"))
          .sets(enter_archive)
          .clears(clear_archive)
          .restores(clear_archive)
          .shows(show_archive)
          .examples({"archive", "archive\npath flash:$h-$t\nmaximum 3\nwrite-memory\ntime-period 60",
                     "archive\nlog config\nlogging enable\nlogging size 200\nnotify syslog\nhidekeys"}),
      in_archive(word("path", "Where versions are kept: $h is the name of the device, $t the time") /
                 file_name("url", "File names begin so"))
          .stored_at(&Config::archive, &ArchiveConfig::path)
          .shows({}),
      in_archive(word("maximum", "How many versions are kept") /
                 number(1, most_versions, "Versions; the oldest goes"))
          .stored_at(&Config::archive, &ArchiveConfig::maximum)
          .shows({}),
      in_archive(word("write-memory", "Keep a version whenever the configuration is saved"))
          .stored_at(&Config::archive, &ArchiveConfig::write_memory)
          .shows({}),
      in_archive(word("time-period", "Keep a version every so often") /
                 number("period", 1, longest_period, "Minutes"))
          .sets(set_period)
          .clears(clear_period)
          .restores(clear_period),
      in_archive(word("log", "What is logged") / word("config", "Lines that change the configuration"))
          .sets(enter_log)
          .clears(clear_log)
          .restores(clear_log),
  };
  return table;
}

const CommandTable& archive_log_table() {
  static const CommandTable table{
      in_log(logging_word() / word("enable", "Remember who typed which line"))
          .stored_at(&Config::archive, &ArchiveConfig::log, &ConfigurationLogging::enabled)
          .shows({})
          .examples({"archive\nlog config\nlogging enable"}),
      in_log(logging_word() / word("size", "How many lines are remembered") /
             number(1, most_entries, "Lines; the oldest goes"))
          .stored_at(&Config::archive, &ArchiveConfig::log, &ConfigurationLogging::size)
          .shows({}),
      in_log(word("notify", "Who else hears of each line") / word("syslog", "The log") /
             maybe(word("contenttype", "How a line is written") / word("plaintext", "As it was typed")))
          .stored_at(&Config::archive, &ArchiveConfig::log, &ConfigurationLogging::notify_syslog)
          .shows({}),
      in_log(word("hidekeys", "Hide passwords, those that cannot be read back, too"))
          .stored_at(&Config::archive, &ArchiveConfig::log, &ConfigurationLogging::hide_keys)
          .shows({}),
  };
  return table;
}

}  // namespace ferry::commands
