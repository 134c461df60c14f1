#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/line_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view users_header =
    "    Line       User       Host(s)              Idle       Location\n";
constexpr std::string_view interfaces_header =
    "\n  Interface    User               Mode         Idle     Peer Address\n";

std::string user_row(const Session& session, const LineUse& use) {
  return fmt::format("{}{:>3} {:<10}{:<10} {:<20} {} {}\n", use.line == line_of(session) ? '*' : ' ',
                     use.line.absolute(), use.line.text(), printable(use.user), "idle",
                     clock_duration(use.idle), printable(use.address));
}

std::string unused_row(LineId line) {
  return fmt::format(" {:>3} {:<10}{:<32}{}\n", line.absolute(), line.text(), "", "00:00:00");
}

/// Every line that there is, whether somebody uses it or not.
std::vector<LineId> all_lines(const config::Config& config, const std::vector<LineUse>& uses) {
  std::vector<LineId> all{{LineId::Kind::console, 0}};
  for (const config::LineVty& block : config.vty) {
    for (unsigned number = block.first; number <= block.last; ++number)
      all.push_back({LineId::Kind::vty, number});
  }
  for (const LineUse& use : uses) {
    if (std::ranges::find(all, use.line) == all.end()) all.push_back(use.line);
  }
  return all;
}

net::Task<Status> show_users(Session& session, Match match) {
  const std::vector<LineUse> uses = lines_in_use(session);
  std::string text{users_header};
  if (match.has("all")) {
    const auto config = session.services().running.snapshot();
    for (const LineId line : all_lines(*config, uses)) {
      const auto use = std::ranges::find(uses, line, &LineUse::line);
      text += use == uses.end() ? unused_row(line) : user_row(session, *use);
    }
  } else {
    for (const LineUse& use : uses) text += user_row(session, use);
  }
  text += interfaces_header;
  co_await session.write(std::move(text));
  co_return Status::done;
}

std::string ssh_row(const SshSessionFacts& facts, std::string_view direction, const std::string& encryption,
                    const std::string& mac) {
  return fmt::format("{:<11}{:<8}{:<5}{:<12}{:<13}{:<22}{}\n", facts.line, "2.0", direction,
                     encryption.substr(0, 11), mac.substr(0, 12), facts.state, printable(facts.user));
}

net::Task<Status> show_ssh(Session& session, Match) {
  const std::vector<SshSessionFacts> all = session.services().device.ssh_sessions();
  std::string text;
  if (all.empty()) {
    text = "%No SSHv2 server connections running.\n";
  } else {
    text = "Connection Version Mode Encryption  Hmac         State                 Username\n";
  }
  for (const SshSessionFacts& facts : all) {
    text += ssh_row(facts, "IN", facts.encryption_in, facts.mac_in);
    text += ssh_row(facts, "OUT", facts.encryption_out, facts.mac_out);
  }
  text += "%No SSHv1 server connections running.\n";
  co_await session.write(std::move(text));
  co_return Status::done;
}

// Sessions from here to elsewhere: there is no command that begins one.
net::Task<Status> show_own_connections(Session& session, Match) {
  co_await session.write("% No connections open\n");
  co_return Status::done;
}

}  // namespace

const CommandTable& show_sessions_table() {
  static const CommandTable table{
      action(show_word() / word("users", "Who is logged in") /
             maybe(word("all", "And the lines without users")))
          .needs(privilege::user)
          .runs(show_users),
      action(show_word() / word("ssh", "SSH connections")).needs(privilege::user).runs(show_ssh),
      action(show_word() / word("sessions", "Your sessions on other devices"))
          .needs(privilege::user)
          .runs(show_own_connections),
      action(word("where", "Your sessions on other devices"))
          .needs(privilege::user)
          .runs(show_own_connections),
      action(word("resume", "Go back to a session on another device"))
          .needs(privilege::user)
          .runs(show_own_connections),
  };
  return table;
}

}  // namespace ferry::commands
