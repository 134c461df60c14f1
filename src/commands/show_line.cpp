#include <fmt/format.h>

#include <algorithm>

#include "commands/exec_words.h"
#include "commands/line_settings.h"
#include "commands/line_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LineVty;

constexpr std::string_view header =
    "   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int\n";

std::string row(const Config& config, LineId line, bool is_used) {
  const LineVty& settings = line_settings(config, line);
  const std::string& list = settings.access_class;
  const std::string group = settings.rotary == 0 ? "-" : fmt::format("{}", settings.rotary);
  return fmt::format("{}{:>5} {:<7} {:<8} {} {:>4} {:>6} {:>4} {:>4} {:>6} {:>7} {:>7} {:>7}\n",
                     is_used ? '*' : ' ', line.absolute(), line.kind == LineId::Kind::console ? "CTY" : "VTY",
                     "", "-", "-", group, "-", list.empty() ? "-" : list, is_used ? 1 : 0, 0, "0/0", "-");
}

std::string timeout(std::chrono::seconds limit) {
  return limit == std::chrono::seconds{0} ? "never" : clock_duration(limit);
}

std::string transports(const config::TransportInput& transport) {
  if (transport.ssh && transport.telnet) return "telnet ssh";
  if (transport.ssh || transport.telnet) return transport.ssh ? "ssh" : "telnet";
  return "none";
}

std::string details(const LineVty& settings, LineId line, const LineUse* use, TimePoint now) {
  const TerminalSize size = use != nullptr && use->size
                                ? *use->size
                                : TerminalSize{.length = settings.length, .width = settings.width};
  std::string text = fmt::format("\nLine {}, Location: \"\", Type: \"\"\n", line.absolute());
  text += fmt::format("Length: {} lines, Width: {} columns\n", size.length, size.width);
  text += "Baud rate (TX/RX) is 9600/9600\n";
  text += use != nullptr ? "Status: PSI Enabled, Ready, Active\n" : "Status: No Exit Banner\n";
  text += fmt::format(
      "Timeouts:      Idle EXEC    Idle Session   Absolute\n"
      "               {:<13}{:<15}{}\n",
      timeout(settings.exec_timeout), timeout(settings.session_timeout), timeout(settings.absolute_timeout));
  if (use != nullptr && use->since)
    text += fmt::format("Time since activation: {}\n", clock_duration(now - *use->since));
  text += "Editing is enabled.\n";
  text += settings.history_size == 0
              ? "History is disabled.\n"
              : fmt::format("History is enabled, history size is {}.\n", settings.history_size);
  if (line.kind == LineId::Kind::vty)
    text += fmt::format("Allowed input transports are {}.\n", transports(settings.transport));
  return text + "Allowed output transports are none.\nPreferred transport is none.\n";
}

net::Task<Status> show_all(Session& session) {
  const auto config = session.services().running.snapshot();
  const std::vector<LineUse> uses = lines_in_use(session);
  const auto is_used = [&](LineId line) {
    return std::ranges::find(uses, line, &LineUse::line) != uses.end();
  };
  const LineId console{LineId::Kind::console, 0};
  std::string text = std::string{header} + row(*config, console, is_used(console));
  unsigned last = config->vty.empty() ? 0 : config->vty.back().last;
  for (const LineUse& use : uses) {
    if (use.line.kind == LineId::Kind::vty) last = std::max(last, use.line.number);
  }
  for (unsigned number = 0; number <= last; ++number) {
    const LineId line{LineId::Kind::vty, number};
    text += row(*config, line, is_used(line));
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> show_one(Session& session, LineId line) {
  const auto config = session.services().running.snapshot();
  const std::vector<LineUse> uses = lines_in_use(session);
  const auto found = std::ranges::find(uses, line, &LineUse::line);
  const LineUse* use = found == uses.end() ? nullptr : &*found;
  std::string text = std::string{header} + row(*config, line, use != nullptr);
  text += details(line_settings(*config, line), line, use, session.services().clock.now());
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> show_line(Session& session, Match match) {
  const bool is_one = match.number("tty") || match.number("vty") || match.number("console");
  if (!is_one) co_return co_await show_all(session);
  const auto line = read_line_id(match);
  if (!line) {
    co_await session.write("% There is no such line\n");
    co_return Status::failed;
  }
  co_return co_await show_one(session, *line);
}

}  // namespace

const CommandTable& show_line_table() {
  static const CommandTable table{
      action(show_word() / word("line", "The lines and what they are set to") / maybe(one_line()))
          .needs(privilege::user)
          .runs(show_line),
  };
  return table;
}

}  // namespace ferry::commands
