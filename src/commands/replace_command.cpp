#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "commands/apply.h"
#include "commands/configuration_source.h"
#include "commands/configure_words.h"
#include "commands/confirmed_change.h"
#include "commands/file_words.h"
#include "commands/merge.h"
#include "commands/replace.h"
#include "commands/tables.h"
#include "commands/versions.h"
#include "diff/tree.h"
#include "log/catalogue.h"
#include "transfer/url.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::string_view warning =
    "This will apply all necessary additions and deletions\n"
    "to replace the current running configuration with the\n"
    "contents of the specified configuration file, which is\n"
    "assumed to be a complete configuration, not a partial\n";
constexpr std::string_view question = "configuration. Enter Y if you are sure you want to proceed. ? [no]: ";

constexpr std::string_view not_valid = "%The input file is not a valid config file.\n";

/// As many as there are.
constexpr unsigned most_options = 6;

/// IOS tries so often before it gives up. A line that is refused here is refused every time.
constexpr int passes_of_ios = 5;

/// One `configure replace`, from the words to the last line.
class Replacement {
 public:
  Replacement(Session& session, Match match)
      : session_(session), services_(session.services()), match_(std::move(match)) {}

  net::Task<Status> run();

 private:
  net::Task<bool> is_wanted();
  [[nodiscard]] bool has_to_be_confirmed() const { return match_.number("minutes").has_value(); }
  [[nodiscard]] bool needs_archive() const { return match_.has("revert") || has_to_be_confirmed(); }
  net::Task<Status> replace_by(std::string text);
  net::Task<Status> give_up(const Applied& target);
  net::Task<void> install(const Applied& target);
  net::Task<Status> refuse(std::string text);
  void log_change(const Applied& target) const;

  Session& session_;
  Services& services_;
  Match match_;
};

net::Task<Status> Replacement::run() {
  const bool wanted = co_await is_wanted();
  if (!wanted) co_return Status::failed;
  if (needs_archive() && services_.running.snapshot()->archive.path.empty())
    co_return co_await refuse("%Please turn config archive on\n");
  const std::string typed = match_.text("url");
  auto read = co_await read_configuration(session_, typed);
  if (!read) {
    co_return co_await refuse(fmt::format("Error: Could not open file {} for reading ({})\n",
                                          printable(transfer::masked(typed)), read.error().message));
  }
  co_return co_await replace_by(std::move(*read));
}

net::Task<bool> Replacement::is_wanted() {
  const bool is_quiet = services_.running.snapshot()->file_prompt == config::FilePrompt::quiet;
  if (match_.has("force") || is_quiet) co_return true;
  if (session_.dialog() == nullptr) {
    co_await session_.write(
        "%Error: nobody can be asked to confirm here; use configure replace FILE force\n");
    co_return false;
  }
  co_await session_.write(std::string{warning});
  const auto answer = co_await session_.dialog()->ask(std::string{question}, Echo::on);
  const std::string_view word = answer ? trim(*answer) : std::string_view{};
  co_return !word.empty() && equal_ignoring_case(std::string_view{"yes"}.substr(0, word.size()), word);
}

// A text that nobody finished would take away what did not arrive.
bool is_whole(std::string_view text) {
  if (text.contains('\0')) return false;
  const diff::Tree tree = diff::parse(text);
  return tree.has_end && !tree.nodes.empty();
}

net::Task<Status> Replacement::replace_by(std::string text) {
  std::optional<ConfigurationLock::Hold> hold;
  if (!match_.has("nolock")) {
    auto acquired = services_.versions.lock.acquire(
        {.user = user_or_console(session_), .line = session_.identity().line_id().absolute()});
    if (!acquired) co_return co_await refuse(locked_words(services_));
    hold.emplace(std::move(*acquired));
    log::configuration_locked(services_.log);
  }
  const bool is_valid = co_await services_.offload.run([&] { return is_whole(text); });
  if (!is_valid) co_return co_await refuse(std::string{not_valid});
  const auto apply = [&] {
    ApplyContext context{services_.hasher, services_.device.vocabulary()};
    return apply_configuration({}, diff::without_heading(text), context);
  };
  const Applied target = co_await services_.offload.run(apply);
  if (!target.errors.empty()) co_return co_await give_up(target);
  std::optional<RollbackTimer::Plan> plan;
  if (has_to_be_confirmed()) {
    plan = co_await prepare_confirmed_change(
        session_,
        {.kind = RollbackTimer::Kind::absolute, .after = std::chrono::minutes{*match_.number("minutes")}});
    if (!plan) co_return Status::failed;
  }
  co_await install(target);
  if (plan) start_confirmed_change(services_, std::move(*plan));
  co_return Status::done;
}

// Nothing has been changed: what could not be typed is all that there is to say.
net::Task<Status> Replacement::give_up(const Applied& target) {
  std::string text;
  for (const LineError& error : target.errors) text += shown(error);
  text +=
      "The rollback configlet from the last pass is listed below:\n********\n!List of Rollback Commands:\n";
  for (const LineError& error : target.errors) text += fmt::format("{}\n", error.line);
  text += fmt::format("end\n********\n\n\nRollback aborted after {} passes\n", passes_of_ios);
  text += "The running configuration is what it was before\n";
  co_return co_await refuse(std::move(text));
}

net::Task<void> Replacement::install(const Applied& target) {
  const auto commands = co_await services_.offload.run(
      [&] { return replace_running(services_, target.config, who_configures(session_)); });
  log_change(target);
  std::string text;
  if (match_.has("list")) {
    text += "!Pass 1\n!List of Commands:\n";
    for (const std::string& command : commands) text += command + "\n";
    text += "end\n\n";
  }
  co_await session_.write(text + "Total number of passes: 1\nRollback Done\n\n");
}

void Replacement::log_change(const Applied& target) const {
  const Identity& who = session_.identity();
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line};
  const bool is_nobody = who.on_console() && who.user.empty();
  log::configuration_changed(services_.log, is_nobody ? nullptr : &caller);
  for (const std::string& user : target.changed_users) log::username_configured(services_.log, user);
}

net::Task<Status> Replacement::refuse(std::string text) {
  co_await session_.write(std::move(text));
  co_return Status::failed;
}

net::Task<Status> replace(Session& session, Match match) {
  Replacement replacement{session, std::move(match)};
  co_return co_await replacement.run();
}

}  // namespace

std::string locked_words(const Services& services) {
  const auto holder = services.versions.lock.holder();
  if (!holder) return {};
  return fmt::format(
      "Configuration mode locked exclusively by user '{}' from terminal '{}'. Please try later.\n",
      printable(holder->user), holder->line);
}

const CommandTable& replace_table() {
  static const CommandTable table{
      action(configure_word() / word("replace", "Put a file in the place of the configuration") /
             file_name("url", "A whole configuration, with end") /
             maybe(repeated(
                 one_of(word("list", "Show the commands that are needed"), word("force", "Ask nothing"),
                        word("nolock", "Let others configure meanwhile"),
                        word("ignorecase", "Lines that differ only in case are the same"),
                        revert_word() / word("trigger", "What takes it back") /
                            maybe(word("error", "A mistake")) /
                            maybe(word("timer", "Nobody confirms it within some time") / rollback_minutes()),
                        word("time", "It has to be confirmed within some time") / rollback_minutes()),
                 most_options)))
          .runs(replace),
  };
  return table;
}

}  // namespace ferry::commands
