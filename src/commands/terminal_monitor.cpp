#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> monitor(Session& session, Match) {
  if (session.identity().on_console()) {
    // What it gets is decided by `logging console`.
    co_await session.write("% Console already monitors\n");
    co_return Status::done;
  }
  session.set_monitors(true);
  co_return Status::done;
}

net::Task<Status> stop_monitoring(Session& session, Match) {
  if (!session.identity().on_console()) session.set_monitors(false);
  co_return Status::done;
}

Path monitor_word() {
  return word("monitor", "Show log messages between the commands");
}

}  // namespace

const CommandTable& terminal_monitor_table() {
  static const CommandTable table{
      action(terminal_word() / monitor_word()).needs(privilege::user).runs(monitor),
      action(terminal_word() / word("no", "Stop or undo something") / monitor_word())
          .needs(privilege::user)
          .runs(stop_monitoring),
  };
  return table;
}

}  // namespace ferry::commands
