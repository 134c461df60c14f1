#include "commands/command_authorization.h"

#include <fmt/ranges.h>

#include <utility>

#include "aaa/authenticator.h"
#include "base/text.h"
#include "cli/command.h"
#include "commands/configuration_log.h"
#include "commands/test_aaa.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

std::vector<std::string> words_of(std::string_view command) {
  const std::string shown = without_secrets(command, {.hide_keys = true});
  std::vector<std::string> all;
  for (const std::string_view word : words(shown)) all.emplace_back(word);
  return all;
}

log::Caller caller_of(const Session& session) {
  const Identity& who = session.identity();
  return {.user = who.user, .address = who.address, .line = who.line};
}

}  // namespace

aaa::Origin origin_of(const Session& session) {
  const Identity& who = session.identity();
  return {.user = who.user, .address = who.address, .line = who.line, .console = who.on_console()};
}

aaa::CommandWords command_words(const cli::Match& match) {
  // "test aaa group NAME USER PASSWORD": no word announces this password.
  constexpr std::size_t password_to_test = 5;
  const std::string command = match.canonical();
  aaa::CommandWords all{.words = words_of(command), .level = match.level()};
  if (has_password_to_test(command) && all.words.size() > password_to_test) all.words[password_to_test] = "*";
  return all;
}

aaa::CommandWords command_words(std::string_view line) {
  return {.words = words_of(line), .level = cli::privilege::enable};
}

bool asks_about_commands(const Session& session, unsigned level) {
  return session.services().authenticator.authorizes_commands(origin_of(session), level);
}

net::Task<bool> may_run(Session& session, aaa::CommandWords command) {
  const Services& services = session.services();
  std::string text = fmt::format("{}", fmt::join(command.words, " "));
  const aaa::CommandAnswer answer = co_await services.authenticator.authorize_command(
      origin_of(session), session.identity().privilege, std::move(command));
  if (answer.outcome == aaa::Outcome::pass) co_return true;
  log::command_denied(services.log, caller_of(session), text, answer.reason);
  co_await session.write("Command authorization failed.\n\n");
  co_return false;
}

}  // namespace ferry::commands
