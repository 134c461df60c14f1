#include <fmt/format.h>

#include "commands/access_list.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LoginConfig;

constexpr std::uint64_t most_attempts = 65535;
constexpr std::uint64_t most_seconds = 65535;

Path login_word() {
  return word("login", 4, "Protection of logins against attacks");
}

Path number_of(std::string name, std::uint64_t high, std::string help) {
  return number(std::move(name), 1, high, std::move(help));
}

EditResult set_block_for(Edit& edit, const Match& match) {
  edit.config.login.block_for =
      LoginConfig::BlockFor{.period = std::chrono::seconds{*match.number("period")},
                            .attempts = static_cast<unsigned>(*match.number("attempts")),
                            .within = std::chrono::seconds{*match.number("within")}};
  return {};
}

EditResult clear_block_for(Edit& edit, const Match&) {
  edit.config.login.block_for.reset();
  return {};
}

void show_block_for(const Config& config, Lines& lines) {
  if (const auto& block = config.login.block_for) {
    lines.add(fmt::format("login block-for {} attempts {} within {}", block->period.count(), block->attempts,
                          block->within.count()));
  }
}

EditResult set_delay(Edit& edit, const Match& match) {
  edit.config.login.delay = std::chrono::seconds{*match.number("seconds")};
  return {};
}

EditResult clear_delay(Edit& edit, const Match&) {
  edit.config.login.delay.reset();
  return {};
}

void show_delay(const Config& config, Lines& lines) {
  if (const auto& delay = config.login.delay) lines.add(fmt::format("login delay {}", delay->count()));
}

using Report = LoginConfig::Report LoginConfig::*;

Command report_command(std::string keyword, std::string help, Report report) {
  return setting(
             login_word() / word(keyword, std::move(help)) / maybe(word("log", "By a log message")) /
             maybe(word("every", "Not at every time") / number_of("every", most_attempts, "At each so many")))
      .sets([=](Edit& edit, const Match& match) -> EditResult {
        (edit.config.login.*report).every = static_cast<unsigned>(match.number("every").value_or(1));
        return {};
      })
      .clears([=](Edit& edit, const Match&) -> EditResult {
        (edit.config.login.*report).every = 0;
        return {};
      })
      .restores([=](Edit& edit, const Match&) -> EditResult {
        edit.config.login.*report = LoginConfig{}.*report;
        return {};
      })
      .shows([=](const Config& config, Lines& lines) {
        const unsigned every = (config.login.*report).every;
        if (every == 0) lines.add(fmt::format("no login {} log", keyword));
        if (every == 1 && lines.shows_defaults()) lines.add(fmt::format("login {} log", keyword));
        if (every > 1) lines.add(fmt::format("login {} log every {}", keyword, every));
      })
      .examples({fmt::format("login {} log every 5", keyword), fmt::format("no login {} log", keyword),
                 fmt::format("login {}", keyword)});
}

}  // namespace

const CommandTable& login_control_table() {
  static const CommandTable table{
      setting(login_word() / word("block-for", "Refuse all logins for a while after too many failures") /
              number_of("period", most_seconds, "For so many seconds") /
              word("attempts", "How many failures are too many") /
              number_of("attempts", most_attempts, "Number of failures") /
              word("within", "The time in which they are counted") /
              number_of("within", most_seconds, "So many seconds"))
          .sets(set_block_for)
          .clears(clear_block_for)
          .shows(show_block_for)
          .examples({"login block-for 60 attempts 3 within 30"}),
      setting(login_word() / word("delay", "Time between two attempts after a failure") /
              number_of("seconds", 10, "Seconds"))
          .sets(set_delay)
          .clears(clear_delay)
          .shows(show_delay)
          .examples({"login delay 2"}),
      setting(login_word() / word("quiet-mode", "The time when logins are refused") /
              word("access-class", "Who may log in nevertheless") /
              text("list", "Name or number of a standard access list", is_list_name))
          .stored_at(&Config::login, &LoginConfig::quiet_access_class)
          .examples({"login quiet-mode access-class MGMT"}),
      report_command("on-failure", "Tell of failed logins", &LoginConfig::on_failure),
      report_command("on-success", "Tell of logins", &LoginConfig::on_success),
  };
  return table;
}

}  // namespace ferry::commands
