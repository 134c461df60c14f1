#include <fmt/format.h>

#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> show_clock(Session& session, Match) {
  // The asterisk says that nobody vouches for the time: it is the machine's.
  co_await session.write("*" + precise_time(session.services().clock.wall_now()) + "\n");
  co_return Status::done;
}

net::Task<Status> show_privilege(Session& session, Match) {
  co_await session.write(fmt::format("Current privilege level is {}\n", session.identity().privilege));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_system_table() {
  static const CommandTable table{
      action(show_word() / word("clock", "Date and time")).needs(privilege::user).runs(show_clock),
      action(show_word() / word("privilege", "Your privilege level"))
          .needs(privilege::user)
          .runs(show_privilege),
  };
  return table;
}

}  // namespace ferry::commands
