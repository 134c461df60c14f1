#include <fmt/format.h>

#include "commands/platform_words.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

EditResult accept(Edit& edit, const Match&) {
  edit.config.unmodelled.accepted = true;
  return {};
}

// What is kept could not be loaded again, so it goes.
EditResult stop_accepting(Edit& edit, const Match&) {
  config::Unmodelled& unmodelled = edit.config.unmodelled;
  const std::size_t lines = unmodelled.size.lines;
  if (lines > 0 && edit.confirmation == Confirmation::wanted) {
    return ask_first(fmt::format("This removes {} {} that no command knows. Continue? [confirm]", lines,
                                 lines == 1 ? "line" : "lines"));
  }
  unmodelled = {};
  edit.config.console.unmodelled = {};
  for (config::LineVty& line : edit.config.vty) line.unmodelled = {};
  return {};
}

void show_accepted(const Config& config, Lines& lines) {
  if (config.unmodelled.accepted) lines.add("platform accept-unmodelled");
  if (!config.unmodelled.accepted && lines.shows_defaults()) lines.add("no platform accept-unmodelled");
}

}  // namespace

const CommandTable& unmodelled_table() {
  static const CommandTable table{
      setting(platform_word() / word("accept-unmodelled", "Keep lines that no command knows"))
          .sets(accept)
          .clears(stop_accepting)
          .shows(show_accepted)
          .examples({"platform accept-unmodelled",
                     "platform accept-unmodelled\ninterface Loopback0\n description a loop\n"
                     "router bgp 65000\n address-family ipv4\n  network 10.0.0.0\n exit-address-family\n"
                     "frobnicate 1\nntp server 10.1.1.1\nno ip http server",
                     "platform accept-unmodelled\nline vty 0 4\n stopbits 1\nline aux 0\n no exec"}),
  };
  return table;
}

}  // namespace ferry::commands
