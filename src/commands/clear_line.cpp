#include <fmt/format.h>

#include "commands/exec_words.h"
#include "commands/line_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> refuse(Session& session, std::string text) {
  co_await session.write(std::move(text));
  co_return Status::failed;
}

/// What the other side is told.
std::string reason_by(const Session& session) {
  const Identity& who = session.identity();
  return fmt::format("the line was cleared by {}", who.user.empty() ? "console" : who.user);
}

void clear(Session& session, LineId line) {
  Services& services = session.services();
  if (line.kind == LineId::Kind::vty && services.sessions.disconnect(line.number, reason_by(session))) return;
  services.typists.hang_up(line, reason_by(session));
}

net::Task<Status> clear_line(Session& session, Match match) {
  const auto line = read_line_id(match);
  if (!line) co_return co_await refuse(session, "% There is no such line\n");
  if (*line == line_of(session)) co_return co_await refuse(session, "% Not allowed to clear current line\n");
  if (session.dialog() != nullptr) {
    const bool confirmed = co_await session.dialog()->confirm("[confirm]");
    if (!confirmed) co_return Status::failed;
  }
  clear(session, *line);
  co_await session.write(" [OK]\n");
  co_return Status::done;
}

net::Task<Status> disconnect(Session& session, Match match) {
  const auto vty = static_cast<unsigned>(*match.number("vty"));
  if (!session.services().sessions.disconnect(vty, reason_by(session))) {
    co_return co_await refuse(session, fmt::format("% There is no SSH connection on vty {}\n", vty));
  }
  co_return Status::done;
}

}  // namespace

const CommandTable& clear_line_table() {
  static const CommandTable table{
      action(clear_word() / word("line", "End what goes on at a line") / one_line()).runs(clear_line),
      action(word("disconnect", "End an SSH connection") / maybe(word("ssh", "Of the SSH server")) /
             maybe(word("vty", "By its line")) / number("vty", 0, highest_vty, "Line number"))
          .runs(disconnect),
  };
  return table;
}

}  // namespace ferry::commands
