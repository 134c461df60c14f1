#include <string>

#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Timestamps;

Path service_word() {
  return word("service", "Services of the device");
}

Path timestamps(std::string kind, std::string help) {
  return service_word() / word("timestamps", "Times in front of messages") /
         word(std::move(kind), std::move(help));
}

Path parts_of_date() {
  constexpr unsigned count = 4;
  return repeated(
      one_of(word("msec", "With milliseconds"), word("localtime", "In the device's time zone"),
             word("show-timezone", "With the name of the time zone"), word("year", "With the year")),
      count);
}

EditResult set_timestamps(Timestamps& timestamps, const Match& match) {
  timestamps = {.kind = Timestamps::Kind::uptime, .milliseconds = false};
  if (!match.has("datetime")) return {};
  timestamps = {.kind = Timestamps::Kind::datetime,
                .milliseconds = match.has("msec"),
                .local_time = match.has("localtime"),
                .show_timezone = match.has("show-timezone"),
                .year = match.has("year")};
  return {};
}

void show_timestamps(const std::string& keywords, const Timestamps& timestamps, Lines& lines) {
  using Kind = Timestamps::Kind;
  if (timestamps.kind == Kind::none) return lines.add("no " + keywords);
  if (timestamps.kind == Kind::uptime) return lines.add(keywords + " uptime");
  std::string line = keywords + " datetime";
  if (timestamps.milliseconds) line += " msec";
  if (timestamps.local_time) line += " localtime";
  if (timestamps.show_timezone) line += " show-timezone";
  if (timestamps.year) line += " year";
  lines.add(line);
}

Command stamps(std::string kind, std::string help, Timestamps config::Services::* member) {
  const std::string keywords = "service timestamps " + kind;
  return setting(timestamps(std::move(kind), std::move(help)) /
                 maybe(one_of(word("uptime", "Time since the device started"),
                              word("datetime", "Date and time") / maybe(parts_of_date()))))
      .sets(
          [=](Edit& edit, const Match& match) { return set_timestamps(edit.config.services.*member, match); })
      .clears([=](Edit& edit, const Match&) -> EditResult {
        edit.config.services.*member = {.kind = Timestamps::Kind::none, .milliseconds = false};
        return {};
      })
      .restores([=](Edit& edit, const Match&) -> EditResult {
        edit.config.services.*member = {};
        return {};
      })
      .shows([=](const Config& config, Lines& lines) {
        show_timestamps(keywords, config.services.*member, lines);
      })
      .examples({keywords + " datetime msec", keywords + " datetime msec localtime show-timezone year",
                 keywords + " datetime", keywords + " uptime", keywords, "no " + keywords});
}

}  // namespace

const CommandTable& service_timestamps_table() {
  static const CommandTable table{
      stamps("debug", "In front of debug messages", &config::Services::debug_timestamps),
      stamps("log", "In front of log messages", &config::Services::log_timestamps),
  };
  return table;
}

const CommandTable& service_sequence_numbers_table() {
  static const CommandTable table{
      setting(service_word() / word("sequence-numbers", "A number in front of each message"))
          .stored_at(&Config::services, &config::Services::sequence_numbers)
          .examples({"service sequence-numbers", "no service sequence-numbers"}),
  };
  return table;
}

}  // namespace ferry::commands
