#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

EditResult accept(Edit&, const Match&) {
  return {};
}

// The version of the configuration language, not of the program: it changes when an old text would mean
// something new.
constexpr std::string_view language_version = "1.0";

Path timestamps(std::string kind, std::string help) {
  return word("service", "Services of the device") / word("timestamps", "Times in front of messages") /
         word(std::move(kind), std::move(help)) / word("datetime", "Date and time") /
         word("msec", "With milliseconds");
}

}  // namespace

// Lines that say what always holds here. They are taken so that configurations from elsewhere load, and
// printed so that ours say it too.
const CommandTable& preamble_table() {
  static const CommandTable table{
      setting(word("version", "Version of the configuration language") /
              text("version", "Any version is taken"))
          .sets(accept)
          .shows([](const Config&, Lines& lines) { lines.add("version " + std::string{language_version}); })
          .examples({"version 1.0", "version 17.9"}),
      setting(timestamps("debug", "In front of debug messages"))
          .sets(accept)
          .shows([](const Config&, Lines& lines) { lines.add("service timestamps debug datetime msec"); })
          .examples({"service timestamps debug datetime msec"}),
      setting(timestamps("log", "In front of log messages"))
          .sets(accept)
          .shows([](const Config&, Lines& lines) { lines.add("service timestamps log datetime msec"); })
          .examples({"service timestamps log datetime msec"}),
  };
  return table;
}

}  // namespace ferry::commands
