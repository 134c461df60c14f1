#include <fmt/format.h>

#include "aaa/login_watch.h"
#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::LoginConfig;

constexpr std::string_view indent = "     ";

/// Lines that are all indented.
class Report {
 public:
  void add(std::string_view line) { text_ += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// A time that has begun counts whole.
long long seconds_of(Duration duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

std::string delay_line(const LoginConfig& config) {
  const auto seconds = aaa::login_delay(config).count();
  if (seconds == 0) return "No login delay has been applied.";
  if (config.delay) return fmt::format("A login delay of {} seconds is applied.", seconds);
  return fmt::format("A default login delay of {} seconds is applied.", seconds);
}

std::string report_line(unsigned every, std::string_view kind) {
  if (every == 1) return fmt::format("All {} login is logged.", kind);
  return fmt::format("Every {} {} login is logged.", every, kind);
}

void add_settings(Report& report, const LoginConfig& config) {
  report.add(delay_line(config));
  if (config.quiet_access_class.empty()) {
    report.add("No Quiet-Mode access list has been configured.");
  } else {
    report.add(fmt::format("Quiet-Mode access list {} is applied.", config.quiet_access_class));
  }
  if (config.on_success.every != 0) report.add(report_line(config.on_success.every, "successful"));
  if (config.on_failure.every != 0) report.add(report_line(config.on_failure.every, "failed"));
  report.add("");
}

void add_watch(Report& report, const LoginConfig::BlockFor& block, const aaa::LoginWatch::State& state) {
  report.add("Router enabled to watch for login Attacks.");
  report.add(fmt::format("If more than {} login failures occur in {} seconds or less,", block.attempts,
                         block.within.count()));
  report.add(fmt::format("logins will be disabled for {} seconds.", block.period.count()));
  report.add("");
  if (state.quiet_left) return;
  report.add("Router presently in Normal-Mode.");
  report.add("Current Watch Window");
  report.add(fmt::format("    Time remaining: {} seconds.", seconds_of(state.watch_left)));
  report.add(fmt::format("    Login failures for current window: {}.", state.failures_in_window));
  report.add(fmt::format("Total login failures: {}.", state.failures));
}

void add_quiet_mode(Report& report, const LoginConfig& config, Duration left) {
  report.add("Router presently in Quiet-Mode.");
  report.add(fmt::format("Will remain in Quiet-Mode for {} seconds.", seconds_of(left)));
  if (config.quiet_access_class.empty()) {
    report.add("Denying logins from all sources.");
  } else {
    report.add(fmt::format("Denying logins from all sources but those that access list {} permits.",
                           config.quiet_access_class));
  }
}

net::Task<Status> show_login(Session& session, Match) {
  const auto config = session.services().running.snapshot();
  const LoginConfig& login = config->login;
  const aaa::LoginWatch::State state = session.services().logins.state(login);
  Report report;
  add_settings(report, login);
  if (login.block_for) {
    add_watch(report, *login.block_for, state);
    if (state.quiet_left) add_quiet_mode(report, login, *state.quiet_left);
  } else {
    report.add("Router NOT enabled to watch for login Attacks");
  }
  co_await session.write(report.take());
  co_return Status::done;
}

net::Task<Status> show_failures(Session& session, Match) {
  const aaa::LoginWatch& logins = session.services().logins;
  const auto config = session.services().running.snapshot();
  const auto records = logins.failures();
  if (records.empty()) {
    co_await session.write("*** No logged failed login attempts with the device.***\n");
    co_return Status::done;
  }
  std::string text = fmt::format(
      "Total failed logins: {}\nDetailed information about last {} failures\n\n"
      "Username        SourceIPAddr    lPort Count TimeStamp\n",
      logins.state(config->login).failures, aaa::LoginWatch::most_records);
  for (const auto& [attempt, count, last] : records) {
    text += fmt::format("{:<15} {:<15} {:<5} {:<5} {}\n", printable(attempt.user), printable(attempt.address),
                        attempt.local_port, count, date_and_time(last));
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

// "show log" is the log, for everybody's fingers.
Path login_word() {
  return word("login", 4, "Protection of logins against attacks");
}

}  // namespace

const CommandTable& show_login_table() {
  static const CommandTable table{
      action(show_word() / login_word()).runs(show_login),
      action(show_word() / login_word() / word("failures", "Who failed to log in")).runs(show_failures),
  };
  return table;
}

}  // namespace ferry::commands
