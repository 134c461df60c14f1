#include <fmt/format.h>

#include <array>
#include <atomic>
#include <string>

#include "base/text.h"
#include "commands/aaa_methods.h"
#include "commands/exec_words.h"
#include "commands/ip_words.h"
#include "commands/joined.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

using Flag = std::atomic<bool> DebugFlags::*;

/// One thing that can be watched: its heading in `show debugging` and its name.
struct Debugging {
  Flag flag;
  std::string_view heading;
  std::string_view name;
};
constexpr std::array all_debugging{
    Debugging{&DebugFlags::ip_scp, "SCP", "Incoming SCP"},
    Debugging{&DebugFlags::ip_ssh, "SSH", "Incoming SSH"},
    Debugging{&DebugFlags::tacacs, "General OS", "TACACS access control"},
    Debugging{&DebugFlags::aaa_authentication, "General OS", "AAA Authentication"},
    Debugging{&DebugFlags::aaa_authorization, "General OS", "AAA Authorization"},
    Debugging{&DebugFlags::radius, "Radius protocol", "Radius protocol"},
    Debugging{&DebugFlags::accounting, "General OS", "AAA Accounting"},
};

template <std::size_t index, bool on>
net::Task<Status> turn(Session& session, Match) {
  constexpr const Debugging& which = all_debugging[index];
  session.services().debug.*which.flag = on;
  co_await session.write(fmt::format("{} debugging is {}\n", which.name, on ? "on" : "off"));
  co_return Status::done;
}

void turn_all(Session& session, bool on) {
  for (const Debugging& which : all_debugging) session.services().debug.*which.flag = on;
}

bool is_yes(std::string_view answer) {
  const std::string_view word = trim(answer);
  constexpr std::string_view yes = "yes";
  return !word.empty() && equal_ignoring_case(word, yes.substr(0, word.size()));
}

net::Task<Status> debug_all(Session& session, Match) {
  if (session.dialog() == nullptr) {
    co_await session.write("% 'debug all' has to be confirmed; type it at a prompt\n");
    co_return Status::failed;
  }
  const auto answer = co_await session.dialog()->ask(
      "This may severely impact network performance. Continue? (yes/[no]): ", Echo::on);
  if (!answer || !is_yes(*answer)) co_return Status::done;
  turn_all(session, true);
  co_await session.write("All possible debugging has been turned on\n");
  co_return Status::done;
}

net::Task<Status> undebug_all(Session& session, Match) {
  turn_all(session, false);
  co_await session.write("All possible debugging has been turned off\n");
  co_return Status::done;
}

net::Task<Status> show_debugging(Session& session, Match) {
  std::string text;
  std::string_view heading;
  for (const Debugging& which : all_debugging) {
    if (!(session.services().debug.*which.flag)) continue;
    if (heading != which.heading) text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", which.heading);
    heading = which.heading;
    text += fmt::format("  {} debugging is on\n", which.name);
  }
  if (!text.empty()) text += "\n";
  if (!text.empty()) co_await session.write(std::move(text));
  co_return Status::done;
}

Path debug_word() {
  return word("debug", "Debug messages");
}
Path no_debug() {
  return word("no", "Stop or undo something") / debug_word();
}
Path undebug() {
  return word("undebug", "Stop debug messages");
}
Path all() {
  return word("all", "All of them");
}
Path ip_scp() {
  return ip_word() / word("scp", "What Secure Copy says and hears");
}
Path ip_ssh() {
  return ip_word() / word("ssh", "How SSH sessions come about and end");
}
Path tacacs() {
  return word("tacacs", "What TACACS+ servers are asked, and say");
}
Path radius() {
  return word("radius", "What RADIUS servers are asked, and say");
}
Path aaa() {
  return aaa_word();
}
Path aaa_authentication() {
  return aaa() / word("authentication", "How logins and 'enable' are decided, and by whom");
}
Path aaa_authorization() {
  return aaa() / word("authorization", "How sessions get their privilege level");
}
Path aaa_accounting() {
  return aaa() / word("accounting", "Records of who did what, and what became of them");
}

/// The three commands of one thing that can be watched.
template <std::size_t index>
CommandTable rows(const Path& what) {
  return {action(debug_word() / what).runs(turn<index, true>),
          action(no_debug() / what).runs(turn<index, false>),
          action(undebug() / what).runs(turn<index, false>)};
}

CommandTable common_rows() {
  return {action(debug_word() / all()).runs(debug_all), action(no_debug() / all()).runs(undebug_all),
          action(undebug() / all()).runs(undebug_all),
          action(show_word() / word("debugging", "Which debug messages are on"))
              .needs(privilege::user)
              .runs(show_debugging)};
}

}  // namespace

const CommandTable& debug_table() {
  static const CommandTable table =
      joined({rows<0>(ip_scp()), rows<1>(ip_ssh()), rows<2>(tacacs()), rows<3>(aaa_authentication()),
              rows<4>(aaa_authorization()), rows<5>(radius()), rows<6>(aaa_accounting()), common_rows()});
  return table;
}

}  // namespace ferry::commands
