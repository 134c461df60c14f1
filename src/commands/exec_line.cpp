#include "commands/exec_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/text.h"
#include "commands/alias.h"
#include "commands/command_authorization.h"
#include "commands/configuration_line.h"
#include "commands/confirmed_change.h"
#include "commands/file_output.h"
#include "commands/help.h"
#include "commands/output_modifiers.h"
#include "commands/replace.h"
#include "commands/session_accounting.h"
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

// Where there is no terminal that could answer `?` at once, a line that ends in one asks too.
bool asks_for_help(const Session& session, std::string_view line) {
  return !session.has_terminal() && trim(line).ends_with('?');
}

net::Task<Status> show_help(Session& session, std::string line) {
  const std::string_view before = std::string_view{line}.substr(0, line.rfind('?'));
  co_await session.write(help_text(session, before, session.terminal().width));
  co_return Status::done;
}

/// What is asked of command authorization. A `|` that only picks lines to show changes nothing; one that
/// writes a file does.
aaa::CommandWords words_to_authorize(const Session& session, const Match& match, std::string_view modifier) {
  aaa::CommandWords command = command_words(match);
  const auto parsed = parse_modifier(session, modifier);
  if (!parsed || !std::holds_alternative<ToFile>(*parsed)) return command;
  command.words.emplace_back("|");
  for (const std::string_view word : words(modifier)) command.words.emplace_back(word);
  return command;
}

net::Task<Status> refuse_modifier(Session& session, const ModifierMistake& mistake, std::string line,
                                  Prompted prompt) {
  const bool is_words = mistake.complaint.empty();
  std::string complaint =
      is_words ? above(mistake.mistake, line, prompt) + describe(mistake.mistake, line, prompt.value_or(0))
               : mistake.complaint + "\n";
  co_await session.write(std::move(complaint));
  co_return Status::failed;
}

net::Task<Status> run_into(Session& session, Match match, ModifiedOutput& output) {
  Output& before = session.exchange_output(output);
  const Handler handler = match.command().handler();
  const Status status = co_await handler(session, std::move(match));
  session.exchange_output(before);
  co_return status;
}

// `show running-config | include ssh`
net::Task<Status> run_modified(Session& session, Match match, std::string line, Prompted prompt) {
  const std::size_t start = find_modifier(line) + 1;
  auto modifier = parse_modifier(session, std::string_view{line}.substr(start));
  if (!modifier) {
    modifier.error().mistake.column += start;
    co_return co_await refuse_modifier(session, modifier.error(), std::move(line), prompt);
  }
  const auto* file = std::get_if<ToFile>(&*modifier);
  std::string target = file == nullptr ? "" : file->path.text();
  auto output = co_await modify(session, session.output(), std::move(*modifier));
  if (!output) co_return co_await file_error(session, "opening", std::move(target), output.error());
  const Status status = co_await run_into(session, std::move(match), **output);
  const auto finished = co_await (*output)->finish();
  if (!finished) co_return co_await file_error(session, "writing", std::move(target), finished.error());
  co_return status;
}

struct Edited {
  LineOutcome outcome;
  std::vector<std::string> notices;
  std::vector<std::string> changed_users;
  std::vector<std::string> host_certificates;
  Position position;
};

/// One line for the running configuration, as somebody types it.
struct TypedLine {
  std::string_view line;
  Position position;
  unsigned privilege;
  Confirmation confirmation;
};

Edited edit_running(Services& services, const Vocabulary& vocabulary, TypedLine typed) {
  return services.running.update([&](config::Config& config) {
    Edit edit{.config = config,
              .position = typed.position,
              .hasher = services.hasher,
              .privilege = typed.privilege,
              .confirmation = typed.confirmation};
    const std::string_view line = typed.line;
    LineOutcome outcome = enter_line(edit, line, vocabulary);
    return Edited{std::move(outcome), std::move(edit.notices), std::move(edit.changed_users),
                  std::move(edit.host_certificates), std::move(edit.position)};
  });
}

std::vector<std::string> announce_change(Session& session) {
  Services& services = session.services();
  services.history.changed({services.clock.wall_now(), session.identity().user});
  return services.device.configuration_changed();
}

void log_configured(Session& session) {
  const Identity& who = session.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line, .local_port = 22};
  const bool is_nobody = who.on_console() && who.user.empty();
  log::configuration_changed(session.services().log, is_nobody ? nullptr : &caller);
}

/// A line is kept although its file may come later, or the key: so it is said now, when somebody looks.
void look_at_certificates(Services& services, Edited& edited) {
  for (const std::string& file : edited.host_certificates) {
    const std::string trouble = services.device.host_certificate_trouble(file);
    if (!trouble.empty()) edited.notices.push_back("% " + trouble);
  }
}

/// What the logs, the servers and others have to know of a line that was entered. Adds to its notices what
/// the device could not do.
void record(Session& session, Edited& edited) {
  Services& services = session.services();
  if (const auto* taken = std::get_if<LineTaken>(&edited.outcome)) {
    if (taken->changed) std::ranges::move(announce_change(session), std::back_inserter(edited.notices));
    if (!taken->command.empty()) {
      log_commands(services, who_configures(session), {taken->command});
      account_configuration_command(session, taken->command);
    }
  }
  if (!session.configures()) log_configured(session);
  for (const std::string& user : edited.changed_users) log::username_configured(services.log, user);
}

// aaa authorization config-commands
net::Task<bool> may_configure(Session& session, const Vocabulary& vocabulary, std::string_view line) {
  const auto config = session.services().running.snapshot();
  if (!config->aaa.config_commands) co_return true;
  const Scope scope{.privilege = session.identity().privilege, .config = *config, .vocabulary = vocabulary};
  auto command = command_at(scope, session.position(), line);
  if (!command) co_return true;
  co_return co_await may_run(session, std::move(*command));
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
  std::string expanded = expand_alias(*config, line);
  if (expanded != line) {
    // The caret has to stand below what the alias stands for, which nobody has seen.
    line = std::move(expanded);
    prompt.reset();
  }
  if (asks_for_help(session, line)) co_return co_await show_help(session, std::move(line));
  const std::size_t bar = find_modifier(line);
  auto match = grammar().match(scope, std::string_view{line}.substr(0, bar));
  if (match) {
    const std::string_view modifier = bar == std::string::npos ? "" : std::string_view{line}.substr(bar + 1);
    const bool is_asked = asks_about_commands(session, match->level());
    const bool allowed =
        !is_asked || co_await may_run(session, words_to_authorize(session, *match, modifier));
    if (!allowed) co_return Status::failed;
    account_command(session, *match, modifier);
  }
  if (match && bar != std::string::npos) {
    co_return co_await run_modified(session, std::move(*match), std::move(line), prompt);
  }
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
  const bool allowed = co_await may_configure(session, vocabulary, line);
  if (!allowed) co_return Status::failed;
  TypedLine typed{
      .line = line,
      .position = session.position(),
      .privilege = session.identity().privilege,
      .confirmation = session.dialog() == nullptr ? Confirmation::not_asked : Confirmation::wanted};
  const auto edit = [&] { return edit_running(services, vocabulary, typed); };
  Edited edited = co_await services.offload.run(edit);
  if (const auto* asks = std::get_if<LineAsks>(&edited.outcome)) {
    const bool confirmed = co_await session.dialog()->confirm(asks->question);
    if (!confirmed) co_return Status::failed;
    typed.confirmation = Confirmation::given;
    edited = co_await services.offload.run(edit);
  }
  if (!edited.host_certificates.empty())
    co_await services.offload.run([&] { look_at_certificates(services, edited); });
  session.position() = std::move(edited.position);
  record(session, edited);
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
