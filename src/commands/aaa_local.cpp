#include <fmt/format.h>

#include "aaa/lockouts.h"
#include "commands/aaa_methods.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;

constexpr unsigned most_failures = 65535;

Path local_user(Path verb) {
  return std::move(verb) / aaa_word() / word("local", "The local users") / word("user", "Local users") /
         word("lockout", "Who typed too many wrong passwords");
}

EditResult set_max_fail(Edit& edit, const Match& match) {
  edit.config.aaa.max_fail = static_cast<unsigned>(*match.number("failures"));
  return {};
}

EditResult clear_max_fail(Edit& edit, const Match&) {
  edit.config.aaa.max_fail.reset();
  return {};
}

void show_max_fail(const Config& config, Lines& lines) {
  if (config.aaa.max_fail)
    lines.add(fmt::format("aaa local authentication attempts max-fail {}", *config.aaa.max_fail));
}

net::Task<Status> show_lockout(Session& session, Match) {
  std::string text = "\n          Local-user              Lock time\n";
  if (const auto* const lockouts = session.services().lockouts) {
    for (const aaa::Lockouts::Entry& entry : lockouts->list())
      text += fmt::format("          {:<23} {}\n", entry.user, date_and_time(entry.since));
  }
  co_await session.write(text + "\n");
  co_return Status::done;
}

void announce(const Session& session, const std::string& user) {
  const Identity& who = session.identity();
  log::user_unlocked(session.services().log, {.user = who.user, .address = who.address, .line = who.line},
                     user);
}

net::Task<Status> clear_lockout(Session& session, Match match) {
  auto* const lockouts = session.services().lockouts;
  if (lockouts == nullptr) co_return Status::done;
  if (match.has("all")) {
    for (const aaa::Lockouts::Entry& entry : lockouts->clear_all()) announce(session, entry.user);
    co_return Status::done;
  }
  const std::string user = match.text("user");
  if (!lockouts->clear(user)) {
    co_await session.write(fmt::format("% User {} is not locked out\n", user));
    co_return Status::failed;
  }
  announce(session, user);
  co_return Status::done;
}

}  // namespace

CommandTable aaa_local_commands() {
  return {
      setting(aaa_word() / word("local", "The local users") /
              word("authentication", "How they prove who they are") / word("attempts", "Wrong passwords") /
              word("max-fail", "Lock users out after so many in a row") /
              number("failures", 1, most_failures, "Wrong passwords in a row"))
          .only_if(under_new_model)
          .sets(set_max_fail)
          .clears(clear_max_fail)
          .shows(show_max_fail)
          .examples({"aaa local authentication attempts max-fail 3"}),
  };
}

const CommandTable& local_users_table() {
  static const CommandTable table{
      action(local_user(show_word())).runs(show_lockout),
      action(local_user(clear_word()) /
             one_of(word("username", "One of them") / text("user", "User name"), word("all", "All of them")))
          .runs(clear_lockout),
  };
  return table;
}

}  // namespace ferry::commands
