#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> set_length(Session& session, Match match) {
  session.fix_length(static_cast<unsigned>(match.value()->number));
  co_return Status::done;
}

net::Task<Status> set_width(Session& session, Match match) {
  session.fix_width(static_cast<unsigned>(match.value()->number));
  co_return Status::done;
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
  };
  return table;
}

}  // namespace ferry::commands
