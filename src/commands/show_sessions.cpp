#include <fmt/format.h>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;

// Users are numbered over all lines: 0 is the console, 1 the auxiliary port that IOS devices have, the vtys
// follow.
constexpr unsigned first_vty_line = 2;

std::string user_row(const Session& session, const SshSessionFacts& facts) {
  const bool mine = !session.identity().on_console() && session.identity().line == facts.line;
  return fmt::format("{}{:>3} {:<10}{:<11}{:<21}{} {}\n", mine ? '*' : ' ', facts.line + first_vty_line,
                     fmt::format("vty {}", facts.line), printable(facts.user), "idle",
                     clock_duration(facts.idle), facts.address);
}

net::Task<Status> show_users(Session& session, Match) {
  std::string text = "    Line       User       Host(s)              Idle       Location\n";
  if (session.identity().on_console()) {
    text += fmt::format("*{:>3} {:<10}{:<11}{:<21}{} \n", 0, "con 0", session.identity().user, "idle",
                        "00:00:00");
  }
  for (const SshSessionFacts& facts : session.services().device.ssh_sessions())
    text += user_row(session, facts);
  text += "\n  Interface    User               Mode         Idle     Peer Address\n";
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

}  // namespace

const CommandTable& show_sessions_table() {
  static const CommandTable table{
      action(show_word() / word("users", "Who is logged in")).needs(privilege::user).runs(show_users),
      action(show_word() / word("ssh", "SSH connections")).needs(privilege::user).runs(show_ssh),
  };
  return table;
}

}  // namespace ferry::commands
