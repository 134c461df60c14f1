#include <fmt/format.h>

#include <algorithm>

#include "commands/line_blocks.h"
#include "commands/tables.h"
#include "commands/unmodelled_render.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LineVty;
using config::TransportInput;

constexpr unsigned last_vty = 530;
// IOS keeps these whatever is typed.
constexpr unsigned last_fixed_vty = 4;

// Cuts the blocks of lines so that one begins at `number`, if any block holds it.
void cut_before(std::vector<LineVty>& blocks, unsigned number) {
  const auto block = std::ranges::find_if(
      blocks, [=](const LineVty& one) { return one.first < number && number <= one.last; });
  if (block == blocks.end()) return;
  LineVty upper = *block;
  upper.first = number;
  block->last = number - 1;
  blocks.insert(block + 1, std::move(upper));
}

void select_vty(Config& config, unsigned first, unsigned last) {
  const unsigned next = config.vty.back().last + 1;
  if (next < first) config.vty.push_back(LineVty{.first = next, .last = first - 1});
  if (next <= last) config.vty.push_back(LineVty{.first = std::max(next, first), .last = last});
  cut_before(config.vty, first);
  cut_before(config.vty, last + 1);
}

EditResult enter_console(Edit& edit, const Match&) {
  edit.position = InLine{.kind = InLine::Kind::console, .first = 0, .last = 0};
  return {};
}

EditResult reset_console(Edit& edit, const Match&) {
  edit.config.console = Config{}.console;
  return {};
}

EditResult enter_vty(Edit& edit, const Match& match) {
  const auto first = static_cast<unsigned>(*match.number("first"));
  const auto last = static_cast<unsigned>(match.number("last").value_or(first));
  if (last < first) return invalid_at(match.find("last")->column);
  select_vty(edit.config, first, last);
  edit.position = InLine{.kind = InLine::Kind::vty, .first = first, .last = last};
  return {};
}

// Only lines from 5 on can be removed, and only from some line to the end.
EditResult remove_vty(Edit& edit, const Match& match) {
  const auto first = static_cast<unsigned>(*match.number("first"));
  if (first <= last_fixed_vty) return complain("% Lines vty 0 to 4 cannot be removed.");
  cut_before(edit.config.vty, first);
  std::erase_if(edit.config.vty, [=](const LineVty& line) { return line.first >= first; });
  return {};
}

EditResult set_transport(Edit& edit, const Match& match) {
  const bool all = match.has("all");
  const TransportInput transport{.ssh = all || match.has("ssh"), .telnet = all || match.has("telnet")};
  return for_lines(edit, [=](LineVty& line, const LineVty&) { line.transport = transport; });
}

EditResult restore_transport(Edit& edit, const Match&) {
  return for_lines(edit,
                   [](LineVty& line, const LineVty& untouched) { line.transport = untouched.transport; });
}

EditResult clear_transport(Edit& edit, const Match&) {
  return for_lines(edit,
                   [](LineVty& line, const LineVty&) { line.transport = {.ssh = false, .telnet = false}; });
}

void show_transport(const LineVty& line, const LineVty& untouched, Lines& lines) {
  if (line.transport == untouched.transport && !lines.shows_defaults()) return;
  std::string text = " transport input";
  if (line.transport.ssh == line.transport.telnet) text += line.transport.ssh ? " all" : " none";
  if (line.transport.ssh != line.transport.telnet) text += line.transport.ssh ? " ssh" : " telnet";
  lines.add(text);
}

Path line_word() {
  return word("line", "Lines that people log in on");
}

Path transport_path() {
  return word("transport", "Protocols of the line") / word("input", "Protocols that may come in") /
         one_of(word("all", "All protocols"), word("none", "No protocol"),
                repeated(one_of(word("ssh", "Secure Shell"), word("telnet", "Telnet")), 2));
}

void show_block(const Config& config, const LineVty& line, const LineVty& untouched, Lines& lines) {
  for (const CommandTable* table : {&line_limits_table(), &line_login_table(), &line_accounting_table(),
                                    &line_terminal_table(), &line_transport_table()}) {
    for (const Command& command : *table) {
      if (command.exists_in(config)) command.show(line, untouched, lines);
    }
  }
  show_section(line.unmodelled.read(), 1, lines);
}

void show_lines(const Config& config, Lines& lines) {
  lines.add("line con 0");
  show_block(config, config.console, Config{}.console, lines);
  for (const LineVty& line : config.vty) {
    lines.add(line.first == line.last ? fmt::format("line vty {}", line.first)
                                      : fmt::format("line vty {} {}", line.first, line.last));
    show_block(config, line, LineVty{}, lines);
  }
}

}  // namespace

const CommandTable& line_table() {
  static const CommandTable table{
      setting(line_word() / word("console", "The console") / number("number", 0, 0, "Line number"))
          .sets(enter_console)
          .clears(reset_console)
          .shows(show_lines)
          .examples({"line con 0\n exec-timeout 0 0", "line vty 0 4\n login local",
                     "line vty 5 15\n transport input ssh"}),
      setting(line_word() / word("vty", "Lines for sessions over the network") /
              key(number("first", 0, last_vty, "First line number")) /
              maybe(number("last", 0, last_vty, "Last line number")))
          .sets(enter_vty)
          .clears(remove_vty),
  };
  return table;
}

const CommandTable& line_transport_table() {
  static const CommandTable table{
      setting(transport_path())
          .in(Mode::line_config)
          .sets(set_transport)
          .clears(clear_transport)
          .restores(restore_transport)
          .shows_in_line(show_transport)
          .examples({"line vty 0 4\n transport input ssh", "line vty 0 4\n transport input none",
                     "line vty 0 4\n transport input telnet"}),
  };
  return table;
}

}  // namespace ferry::commands
