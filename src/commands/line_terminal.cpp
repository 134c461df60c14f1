#include <fmt/format.h>

#include "commands/line_blocks.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::LineVty;

EditResult set_history(Edit& edit, const Match& match) {
  const auto size = match.number("lines");
  return for_lines(edit, [=](LineVty& line, const LineVty& untouched) {
    line.history_size = size ? static_cast<unsigned>(*size) : untouched.history_size;
  });
}

// `no history` keeps no history; `no history size` goes back to the usual size.
EditResult clear_history(Edit& edit, const Match& match) {
  const bool only_size = match.has("size");
  return for_lines(edit, [=](LineVty& line, const LineVty& untouched) {
    line.history_size = only_size ? untouched.history_size : 0;
  });
}

EditResult restore_history(Edit& edit, const Match&) {
  return for_lines(
      edit, [](LineVty& line, const LineVty& untouched) { line.history_size = untouched.history_size; });
}

void show_history(const LineVty& line, const LineVty& untouched, Lines& lines) {
  if (line.history_size == untouched.history_size && !lines.shows_defaults()) return;
  lines.add(line.history_size == 0 ? " no history" : fmt::format(" history size {}", line.history_size));
}

}  // namespace

const CommandTable& line_terminal_table() {
  static const CommandTable table{
      setting(word("history", "Typed lines that can be called back") /
              maybe(word("size", "How many of them") / maybe(number("lines", 0, 256, "Number of lines"))))
          .in(Mode::line_config)
          .sets(set_history)
          .clears(clear_history)
          .restores(restore_history)
          .shows_in_line(show_history)
          .examples({"line vty 0 4\n history size 20", "line con 0\n no history",
                     "line vty 0 4\n history size 20\n history"}),
      setting(word("length", "Lines on the screen") / number(0, 512, "Number of lines; 0 for no pausing"))
          .in(Mode::line_config)
          .stored_at(&LineVty::length)
          .examples({"line vty 0 4\n length 0"}),
      setting(word("width", "Characters in a line") / number(0, 512, "Number of characters; 0 for no limit"))
          .in(Mode::line_config)
          .stored_at(&LineVty::width)
          .examples({"line vty 0 4\n width 132"}),
      setting(word("motd-banner", "Show the message of the day on the line"))
          .in(Mode::line_config)
          .stored_at(&LineVty::motd_banner)
          .examples({"line vty 0 4\n no motd-banner"}),
      setting(word("exec-banner", "Show the banners that follow the login on the line"))
          .in(Mode::line_config)
          .stored_at(&LineVty::exec_banner)
          .examples({"line vty 0 4\n no exec-banner"}),
      setting(word("exec", "Let people have a command shell on the line"))
          .in(Mode::line_config)
          .stored_at(&LineVty::exec)
          .examples({"line vty 0 4\n no exec"}),
  };
  return table;
}

}  // namespace ferry::commands
