#include <fmt/format.h>

#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> show_version(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  const Duration uptime = services.clock.now() - services.device.started();
  const WallTime started = services.clock.wall_now() - std::chrono::duration_cast<WallTime::duration>(uptime);
  std::string text = fmt::format("Ferry Software, Version {}\n", services.device.version());
  text += fmt::format("Secure Copy server, running on {}\n\n", services.device.platform());
  text += fmt::format("{} uptime is {}\n", config->hostname, spelled_duration(uptime));
  const std::string reason = services.reloader.last_reason();
  text += fmt::format("System returned to ROM by {}\n", reason == "power-on" ? reason : "reload");
  text += fmt::format("System restarted at {}\n", date_and_time(started));
  text += fmt::format("Last reload reason: {}\n", reason);
  co_await session.write(std::move(text));
  co_return Status::done;
}

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
      action(show_word() / word("version", "Software and uptime")).needs(privilege::user).runs(show_version),
      action(show_word() / word("clock", "Date and time")).needs(privilege::user).runs(show_clock),
      action(show_word() / word("privilege", "Your privilege level"))
          .needs(privilege::user)
          .runs(show_privilege),
  };
  return table;
}

}  // namespace ferry::commands
