#include <fmt/format.h>

#include "commands/access_list.h"
#include "commands/line_blocks.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::LineVty;

EditResult set_exec_timeout(Edit& edit, const Match& match) {
  const std::chrono::seconds timeout = std::chrono::minutes{*match.number("minutes")} +
                                       std::chrono::seconds{match.number("seconds").value_or(0)};
  return for_lines(edit, [=](LineVty& line, const LineVty&) { line.exec_timeout = timeout; });
}

// `no exec-timeout` means no timeout at all, which is not the default.
EditResult clear_exec_timeout(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty&) { line.exec_timeout = std::chrono::seconds{0}; });
}

EditResult restore_exec_timeout(Edit& edit, const Match&) {
  return for_lines(
      edit, [](LineVty& line, const LineVty& untouched) { line.exec_timeout = untouched.exec_timeout; });
}

void show_exec_timeout(const LineVty& line, const LineVty& untouched, Lines& lines) {
  if (line.exec_timeout == untouched.exec_timeout && !lines.shows_defaults()) return;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(line.exec_timeout);
  lines.add(fmt::format(" exec-timeout {} {}", minutes.count(), (line.exec_timeout - minutes).count()));
}

EditResult set_access_class(Edit& edit, const Match& match) {
  const std::string list = match.text("list");
  return for_lines(edit, [&](LineVty& line, const LineVty&) { line.access_class = list; });
}

EditResult clear_access_class(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty&) { line.access_class.clear(); });
}

void show_access_class(const LineVty& line, const LineVty&, Lines& lines) {
  if (!line.access_class.empty()) lines.add(fmt::format(" access-class {} in", line.access_class));
}

EditResult set_rotary(Edit& edit, const Match& match) {
  const auto group = static_cast<unsigned>(match.value()->number);
  return for_lines(edit, [=](LineVty& line, const LineVty&) { line.rotary = group; });
}

EditResult clear_rotary(Edit& edit, const Match&) {
  return for_lines(edit, [](LineVty& line, const LineVty&) { line.rotary = 0; });
}

void show_rotary(const LineVty& line, const LineVty&, Lines& lines) {
  if (line.rotary != 0) lines.add(fmt::format(" rotary {}", line.rotary));
}

}  // namespace

const CommandTable& line_limits_table() {
  static const CommandTable table{
      setting(word("session-timeout", "How long a session may receive nothing") /
              number(0, 35791, "Minutes; 0 is for ever"))
          .in(Mode::line_config)
          .stored_at(&LineVty::session_timeout)
          .examples({"line vty 0 4\n session-timeout 30"}),
      setting(word("access-class", "Who may come in on the line, by address") /
              text("list", "Name or number of a standard access list", is_list_name) /
              word("in", "For connections that come in") /
              maybe(word("vrf-also", "From every routing table; there is one here")))
          .in(Mode::line_config)
          .sets(set_access_class)
          .clears(clear_access_class)
          .shows_in_line(show_access_class)
          .examples({"line vty 0 4\n access-class MGMT in", "line vty 0 4\n access-class 10 in vrf-also"}),
      setting(word("rotary", "The group of lines that a port of 'ip ssh port' leads to") /
              number(1, 127, "Group of lines"))
          .in(Mode::line_config)
          .sets(set_rotary)
          .clears(clear_rotary)
          .shows_in_line(show_rotary)
          .examples({"line vty 0 4\n rotary 1", "line vty 0 4\n no rotary"}),
      setting(word("exec-timeout", "How long a session may be idle") /
              number("minutes", 0, 35791, "Minutes; 0 is for ever") /
              maybe(number("seconds", 0, 2147483, "Seconds")))
          .in(Mode::line_config)
          .sets(set_exec_timeout)
          .clears(clear_exec_timeout)
          .restores(restore_exec_timeout)
          .shows_in_line(show_exec_timeout)
          .examples({"line vty 0 4\n exec-timeout 5 30", "line con 0\n exec-timeout 0 0"}),
      setting(word("absolute-timeout", "How long a session may last in all") /
              number(0, 10000, "Minutes; 0 is for ever"))
          .in(Mode::line_config)
          .stored_at(&LineVty::absolute_timeout)
          .examples({"line vty 0 4\n absolute-timeout 120"}),
  };
  return table;
}

}  // namespace ferry::commands
