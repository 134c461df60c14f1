#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> switch_scp(Session& session, bool on) {
  session.services().debug.ip_scp = on;
  co_await session.write(on ? "Incoming SCP debugging is on\n" : "Incoming SCP debugging is off\n");
  co_return Status::done;
}

net::Task<Status> debug_scp(Session& session, Match) {
  co_return co_await switch_scp(session, true);
}
net::Task<Status> undebug_scp(Session& session, Match) {
  co_return co_await switch_scp(session, false);
}

net::Task<Status> undebug_all(Session& session, Match) {
  session.services().debug.ip_scp = false;
  co_await session.write("All possible debugging has been turned off\n");
  co_return Status::done;
}

net::Task<Status> show_debugging(Session& session, Match) {
  if (session.services().debug.ip_scp) co_await session.write("SCP:\n  Incoming SCP debugging is on\n\n");
  co_return Status::done;
}

Path ip_scp() {
  return word("ip", "IP services of the device") / word("scp", "What Secure Copy says and hears");
}
Path no_debug() {
  return word("no", "Stop or undo something") / word("debug", "Debug messages");
}
Path undebug() {
  return word("undebug", "Stop debug messages");
}
Path all() {
  return word("all", "All of them");
}

}  // namespace

const CommandTable& debug_table() {
  static const CommandTable table{
      action(word("debug", "Debug messages") / ip_scp()).runs(debug_scp),
      action(no_debug() / ip_scp()).runs(undebug_scp),
      action(undebug() / ip_scp()).runs(undebug_scp),
      action(no_debug() / all()).runs(undebug_all),
      action(undebug() / all()).runs(undebug_all),
      action(show_word() / word("debugging", "Which debug messages are on"))
          .needs(privilege::user)
          .runs(show_debugging),
  };
  return table;
}

}  // namespace ferry::commands
