#include <fmt/format.h>

#include <array>
#include <atomic>
#include <string>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/ip_words.h"
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
    Debugging{&DebugFlags::radius, "Radius protocol", "Radius protocol"},
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
  for (const Debugging& which : all_debugging) {
    if (!(session.services().debug.*which.flag)) continue;
    text += fmt::format("{}:\n  {} debugging is on\n\n", which.heading, which.name);
  }
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

}  // namespace

const CommandTable& debug_table() {
  static const CommandTable table{
      action(debug_word() / ip_scp()).runs(turn<0, true>),
      action(no_debug() / ip_scp()).runs(turn<0, false>),
      action(undebug() / ip_scp()).runs(turn<0, false>),
      action(debug_word() / ip_ssh()).runs(turn<1, true>),
      action(no_debug() / ip_ssh()).runs(turn<1, false>),
      action(undebug() / ip_ssh()).runs(turn<1, false>),
      action(debug_word() / tacacs()).runs(turn<2, true>),
      action(no_debug() / tacacs()).runs(turn<2, false>),
      action(undebug() / tacacs()).runs(turn<2, false>),
      action(debug_word() / radius()).runs(turn<3, true>),
      action(no_debug() / radius()).runs(turn<3, false>),
      action(undebug() / radius()).runs(turn<3, false>),
      action(debug_word() / all()).runs(debug_all),
      action(no_debug() / all()).runs(undebug_all),
      action(undebug() / all()).runs(undebug_all),
      action(show_word() / word("debugging", "Which debug messages are on"))
          .needs(privilege::user)
          .runs(show_debugging),
  };
  return table;
}

}  // namespace ferry::commands
