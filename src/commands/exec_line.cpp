#include "commands/exec_line.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "commands/configuration_line.h"
#include "commands/tables.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

using namespace cli;

// One word that is no command could have been the name of a host to connect to. Nothing is looked up here.
bool could_be_host(const Mistake& mistake, std::string_view line) {
  return mistake.kind == Mistake::Kind::invalid && words(line).size() == 1;
}

constexpr std::string_view unknown_word =
    "% Unknown command or computer name, or unable to find computer address\n";

std::string above(const Mistake& mistake, std::string_view line, Prompted prompt) {
  if (prompt || mistake.kind != Mistake::Kind::invalid) return {};
  return printable(line) + "\n";
}

struct Edited {
  LineOutcome outcome;
  std::vector<std::string> notices;
  std::vector<std::string> changed_users;
  Position position;
};

Edited edit_running(Services& services, const Vocabulary& vocabulary, Position position,
                    std::string_view line) {
  return services.running.update([&](config::Config& config) {
    Edit edit{.config = config, .position = position, .hasher = services.hasher};
    LineOutcome outcome = enter_line(edit, line, vocabulary);
    return Edited{std::move(outcome), std::move(edit.notices), std::move(edit.changed_users),
                  std::move(edit.position)};
  });
}

void announce_change(Session& session) {
  Services& services = session.services();
  services.history.changed({services.clock.wall_now(), session.identity().user});
  services.device.configuration_changed();
}

void log_configured(Session& session) {
  const Identity& who = session.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line, .local_port = 22};
  log::configuration_changed(session.services().log, who.on_console() ? nullptr : &caller);
}

}  // namespace

net::Task<Status> run_exec_line(Session& session, std::string line, Prompted prompt) {
  const auto config = session.services().running.snapshot();
  const Vocabulary no_names;
  const Scope scope{.mode = Mode::exec,
                    .privilege = session.identity().privilege,
                    .config = *config,
                    .vocabulary = no_names};
  if (trim(line).empty() || trim(line).front() == '!') co_return Status::done;
  auto match = grammar().match(scope, line);
  if (match) {
    const Handler handler = match->command().handler();
    co_return co_await handler(session, std::move(*match));
  }
  std::string complaint =
      could_be_host(match.error(), line)
          ? std::string{unknown_word}
          : above(match.error(), line, prompt) + describe(match.error(), line, prompt.value_or(0));
  co_await session.write(std::move(complaint));
  co_return Status::failed;
}

net::Task<Status> run_configuration_line(Session& session, std::string line, Prompted prompt) {
  Services& services = session.services();
  const Vocabulary vocabulary = services.device.vocabulary();
  const Position before = session.position();
  Edited edited =
      co_await services.offload.run([&] { return edit_running(services, vocabulary, before, line); });
  session.position() = std::move(edited.position);
  if (const auto* taken = std::get_if<LineTaken>(&edited.outcome)) {
    if (taken->changed) announce_change(session);
  }
  if (!session.configures()) log_configured(session);
  for (const std::string& user : edited.changed_users) log::username_configured(services.log, user);
  for (std::string& notice : edited.notices) co_await session.write(notice + "\n");
  if (auto* action = std::get_if<LineIsAction>(&edited.outcome)) {
    const Handler handler = action->match.command().handler();
    co_return co_await handler(session, std::move(action->match));
  }
  if (const auto* refused = std::get_if<LineRefused>(&edited.outcome)) {
    std::string complaint = above(refused->mistake, line, prompt) + refused->shown(line, prompt.value_or(0));
    co_await session.write(std::move(complaint));
    co_return Status::failed;
  }
  co_return Status::done;
}

void leave_configuration(Session& session) {
  if (!session.configures()) return;
  session.position() = Outside{};
  log_configured(session);
}

}  // namespace ferry::commands
