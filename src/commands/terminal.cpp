#include <fmt/format.h>

#include "commands/exec_words.h"
#include "commands/line_settings.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::uint64_t longest_history = 256;

net::Task<Status> set_length(Session& session, Match match) {
  session.fix_length(static_cast<unsigned>(match.value()->number));
  co_return Status::done;
}

net::Task<Status> set_width(Session& session, Match match) {
  session.fix_width(static_cast<unsigned>(match.value()->number));
  co_return Status::done;
}

void resize_history(Session& session, std::size_t size) {
  session.exec_history().resize(size);
  session.configuration_history().resize(size);
}

net::Task<Status> set_history(Session& session, Match match) {
  const auto config = session.services().running.snapshot();
  const unsigned usual = line_settings(*config, session.identity().line_id()).history_size;
  resize_history(session, match.number("size").value_or(usual == 0 ? config::LineVty{}.history_size : usual));
  co_return Status::done;
}

net::Task<Status> clear_history(Session& session, Match) {
  resize_history(session, 0);
  co_return Status::done;
}

net::Task<Status> show_history(Session& session, Match) {
  std::string text;
  for (const std::string& line : session.exec_history().lines()) text += "  " + line + "\n";
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> show_terminal(Session& session, Match) {
  const TerminalSize size = session.terminal();
  const LineId line = session.identity().line_id();
  const std::size_t history = session.exec_history().size();
  std::string text = fmt::format("Line {}, Location: \"{}\"\n", line.absolute(),
                                 session.identity().on_console() ? "" : session.identity().address);
  text += fmt::format("Length: {} lines, Width: {} columns\n", size.length, size.width);
  text += history == 0 ? "History is disabled.\n"
                       : fmt::format("History is enabled, history size is {}.\n", history);
  text += session.monitors() ? "Log messages are shown on this terminal.\n"
                             : "Log messages are not shown on this terminal.\n";
  co_await session.write(std::move(text));
  co_return Status::done;
}

Path history_word() {
  return word("history", "What was typed before");
}

}  // namespace

const CommandTable& terminal_table() {
  static const CommandTable table{
      action(terminal_word() / word("length", "Lines on the screen") /
             number(0, 512, "Number of lines; 0 for no pausing"))
          .needs(privilege::user)
          .runs(set_length),
      action(terminal_word() / word("width", "Characters in a line") / number(0, 512, "Number of characters"))
          .needs(privilege::user)
          .runs(set_width),
      action(terminal_word() / history_word() /
             maybe(word("size", "How many lines are kept") /
                   number("size", 0, longest_history, "Number of lines; 0 for none")))
          .needs(privilege::user)
          .runs(set_history),
      action(terminal_word() / word("no", "Stop or undo something") / history_word())
          .needs(privilege::user)
          .runs(clear_history),
      action(show_word() / history_word()).needs(privilege::user).runs(show_history),
      action(show_word() / word("terminal", "Settings of this session's terminal"))
          .needs(privilege::user)
          .runs(show_terminal),
  };
  return table;
}

}  // namespace ferry::commands
