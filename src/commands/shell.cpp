#include <fmt/format.h>

#include <string>
#include <utility>

#include "commands/banner_text.h"
#include "commands/configuration_line.h"
#include "commands/console_login.h"
#include "commands/exec_line.h"
#include "commands/line_settings.h"
#include "commands/paged_output.h"
#include "commands/prompt.h"
#include "commands/session.h"
#include "commands/session_accounting.h"
#include "commands/typist_input.h"
#include "log/catalogue.h"

namespace ferry::commands {
namespace {

std::string available(std::string_view hostname) {
  return fmt::format("\n{} con0 is now available\n\n\nPress RETURN to get started.\n\n", hostname);
}

/// A typist in front of a session: greets, prompts, runs what is typed, and puts the questions of commands to
/// the typist.
class Shell final : public Dialog {
 public:
  Shell(Session& session, Terminal terminal, Output& screen)
      : session_(session),
        screen_(screen),
        has_terminal_(terminal.echo == Echo::on),
        input_(session, terminal, screen) {}

  net::Task<int> run();
  net::Task<std::optional<std::string>> ask(std::string prompt, Echo echo) override;
  net::Task<bool> confirm(std::string prompt) override;
  net::Task<std::optional<std::string>> ask_text(std::string prompt) override;
  net::Task<void> interrupted() override { return input_.interruption(); }
  void listen_again() override { input_.begin_command(); }

 private:
  enum class Next : std::uint8_t { go_on, stop };

  void use_line_settings();
  net::Task<Next> admit();
  net::Task<void> greet();
  net::Task<Next> obey(Input input, std::size_t prompt_width);
  net::Task<Next> run_line(std::string line, std::size_t prompt_width);
  net::Task<cli::Status> run_command(std::string line, std::size_t prompt_width);
  net::Task<Next> leave_mode(std::string_view key);
  net::Task<Next> finish_mode(std::string line, std::size_t prompt_width);
  net::Task<Next> time_out();
  net::Task<Next> rest_console();
  net::Task<Next> come_in();
  void log_end();

  Session& session_;
  Output& screen_;
  bool has_terminal_;
  TypistInput input_;
  PagedOutput* pages_ = nullptr;
  AccountedSession accounted_{session_};
  aaa::TerminateCause cause_ = aaa::TerminateCause::user_request;
};

net::Task<int> Shell::run() {
  session_.set_dialog(this);
  session_.set_has_terminal(has_terminal_);
  input_.start();
  use_line_settings();
  Next next = co_await come_in();
  while (next == Next::go_on) {
    const std::string prompted = prompt(session_);
    const bool is_text = session_.configures() && !mode_of(session_.position());
    const Input input = co_await input_.read_command(
        prompted, is_text ? TypistInput::Questions::typed : TypistInput::Questions::asked);
    next = co_await obey(input, prompted.size());
  }
  session_.set_dialog(nullptr);
  log_end();
  co_return 0;
}

// On lines other than the console the login is over.
net::Task<Shell::Next> Shell::come_in() {
  if (session_.identity().on_console()) {
    const Next next = co_await admit();
    if (next == Next::stop) co_return next;
  }
  const bool may = co_await accounted_.begin();
  if (!may) co_return Next::stop;
  co_await greet();
  co_return Next::go_on;
}

// Who never said who they are has not logged out.
void Shell::log_end() {
  accounted_.end(std::exchange(cause_, aaa::TerminateCause::user_request));
  const Identity& who = session_.identity();
  if (who.user.empty()) return;
  log::logout(session_.services().log, {.user = who.user, .address = who.address, .line = who.line},
              who.line_id().absolute());
}

// What the line is set to, unless the window has said otherwise already.
void Shell::use_line_settings() {
  const auto config = session_.services().running.snapshot();
  const config::LineVty& line = line_settings(*config, session_.identity().line_id());
  const config::LineVty untouched;
  if (line.length != untouched.length) session_.fix_length(line.length);
  if (line.width != untouched.width) session_.fix_width(line.width);
  session_.exec_history().resize(line.history_size);
  session_.configuration_history().resize(line.history_size);
}

// Whoever cannot log in at the console leaves it to the next one.
net::Task<Shell::Next> Shell::admit() {
  for (;;) {
    const bool is_known = co_await log_in_on_console(session_);
    if (is_known) co_return Next::go_on;
    if (input_.is_over()) co_return Next::stop;
    const auto config = session_.services().running.snapshot();
    co_await screen_.write(available(config->hostname));
    const bool somebody_came = co_await input_.wait_for_return();
    if (!somebody_came) co_return Next::stop;
  }
}

net::Task<void> Shell::greet() {
  const auto config = session_.services().running.snapshot();
  std::string text = greeting(*config, session_.identity().line_id());
  if (has_terminal_) text += '\n';
  if (!text.empty()) co_await screen_.write(std::move(text));
}

net::Task<Shell::Next> Shell::obey(Input input, std::size_t prompt_width) {
  switch (input) {
    case Input::line:
      co_return co_await run_line(input_.take_line(), prompt_width);
    case Input::suspend:
      co_return co_await finish_mode(input_.take_line(), prompt_width);
    case Input::interrupt:
    case Input::abort:
      co_return co_await leave_mode("^C");
    case Input::end:
      break;
    case Input::timed_out:
      cause_ = aaa::TerminateCause::idle_timeout;
      co_return co_await time_out();
    case Input::hung_up:
      cause_ =
          input_.farewell().empty() ? aaa::TerminateCause::lost_carrier : aaa::TerminateCause::admin_reset;
      if (!input_.farewell().empty()) co_await screen_.write("\n" + input_.farewell() + "\n");
      break;
  }
  leave_configuration(session_);
  co_return Next::stop;
}

// A command that is complete when Ctrl-Z is pressed is taken, as it is by IOS.
net::Task<Shell::Next> Shell::finish_mode(std::string line, std::size_t prompt_width) {
  if (!session_.configures()) co_return co_await leave_mode("^Z");
  co_await screen_.write("^Z\n");
  if (!line.empty() && mode_of(session_.position())) co_await run_line(std::move(line), prompt_width);
  leave_configuration(session_);
  co_return Next::go_on;
}

net::Task<Shell::Next> Shell::leave_mode(std::string_view key) {
  std::string shown = session_.configures() ? fmt::format("{}\n", key) : "\n";
  leave_configuration(session_);
  co_await screen_.write(std::move(shown));
  co_return Next::go_on;
}

net::Task<Shell::Next> Shell::time_out() {
  const Identity& who = session_.identity();
  leave_configuration(session_);
  const log::Caller caller{.user = who.user, .address = who.address, .line = who.line};
  log::timer_expired(session_.services().log, caller, who.line_id().absolute(), "exec");
  if (!who.on_console()) co_return Next::stop;
  log_end();
  co_return co_await rest_console();
}

// A console does not go away: it forgets who was there and waits for the next one.
net::Task<Shell::Next> Shell::rest_console() {
  const auto config = session_.services().running.snapshot();
  co_await screen_.write(available(config->hostname));
  const bool somebody_came = co_await input_.wait_for_return();
  if (!somebody_came) co_return Next::stop;
  co_return co_await come_in();
}

net::Task<Shell::Next> Shell::run_line(std::string line, std::size_t prompt_width) {
  if (line.size() > longest_command) {
    co_await screen_.write("% Line too long.\n");
    co_return Next::go_on;
  }
  const cli::Status status = co_await run_command(std::move(line), prompt_width);
  co_return status == cli::Status::end_session ? Next::stop : Next::go_on;
}

net::Task<cli::Status> Shell::run_command(std::string line, std::size_t prompt_width) {
  // Where nobody can press a key, nothing waits for one.
  TerminalSize size = session_.terminal();
  if (!has_terminal_) size.length = 0;
  PagedOutput pages{screen_, input_, size};
  Output& before = session_.exchange_output(pages);
  pages_ = &pages;
  input_.begin_command();
  cli::Status status = cli::Status::done;
  if (session_.configures()) {
    status = co_await run_configuration_line(session_, std::move(line), prompt_width);
  } else {
    status = co_await run_exec_line(session_, std::move(line), prompt_width);
  }
  co_await pages.finish();
  if (input_.interrupted() && pages.is_in_line()) co_await screen_.write("\n");
  input_.end_command();
  pages_ = nullptr;
  session_.exchange_output(before);
  co_return status;
}

net::Task<std::optional<std::string>> Shell::ask(std::string question, Echo echo) {
  if (pages_ != nullptr) pages_->start_screen();
  co_return co_await input_.ask(std::move(question), echo);
}

net::Task<bool> Shell::confirm(std::string question) {
  if (pages_ != nullptr) pages_->start_screen();
  if (!has_terminal_) {
    const auto answer = co_await input_.ask(std::move(question), Echo::off);
    co_return answer && (answer->empty() || answer->front() == 'y' || answer->front() == 'Y');
  }
  const Result<void> shown = co_await screen_.write(std::move(question));
  if (!shown) co_return false;
  const std::optional<char> key = co_await input_.next_key();
  co_await screen_.write("\n");
  co_return key == '\r' || key == 'y' || key == 'Y';
}

net::Task<std::optional<std::string>> Shell::ask_text(std::string prompt) {
  if (pages_ != nullptr) pages_->start_screen();
  co_return co_await input_.ask_text(std::move(prompt));
}

}  // namespace

net::Task<int> run_shell(Session& session, Terminal terminal) {
  Shell shell{session, std::move(terminal), session.output()};
  co_return co_await shell.run();
}

}  // namespace ferry::commands
