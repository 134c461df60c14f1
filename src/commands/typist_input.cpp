#include "commands/typist_input.h"

#include <algorithm>
#include <utility>

#include "commands/file_completion.h"
#include "commands/help.h"
#include "commands/line_settings.h"

namespace ferry::commands {

using terminal::LineEditor;

namespace {

/// Longer texts end by themselves.
constexpr std::size_t longest_text = 65536;

struct PlainCharacter {
  char operator()(const terminal::Character& character) const {
    return character.bytes.size() == 1 ? character.bytes.front() : 'q';
  }
  char operator()(terminal::Key key) const {
    // Keys that are no characters say what every other character says: no more.
    return key == terminal::Key::enter ? '\r' : key == terminal::Key::tab ? '\t' : 'q';
  }
};

/// What the shell has to hear of; nothing of what has been dealt with already.
std::optional<Input> input_of(LineEditor::Event event) {
  switch (event) {
    case LineEditor::Event::line:
      return Input::line;
    case LineEditor::Event::interrupt:
      return Input::interrupt;
    case LineEditor::Event::suspend:
      return Input::suspend;
    case LineEditor::Event::abort:
      return Input::abort;
    case LineEditor::Event::end:
      return Input::end;
    case LineEditor::Event::nothing:
    case LineEditor::Event::help:
    case LineEditor::Event::complete:
      break;
  }
  return std::nullopt;
}

}  // namespace

TypistInput::TypistInput(Session& session, const Terminal& terminal, Output& screen)
    : session_(session),
      screen_(screen),
      has_terminal_(terminal.echo == Echo::on),
      mailbox_(terminal.mailbox),
      keyboard_(std::make_shared<Keyboard>(terminal.loop, terminal.stream)),
      since_(session.services().clock.now()),
      last_input_(since_) {}

TypistInput::~TypistInput() {
  mailbox_->on_mail(nullptr);
  keyboard_->stop();
}

void TypistInput::start() {
  const Identity& who = session_.identity();
  seat_ = session_.services().typists.sit_down({.line = who.line_id(),
                                                .user = who.user,
                                                .address = who.on_console() ? "" : who.address,
                                                .privilege = who.privilege,
                                                .monitors = session_.monitors(),
                                                .since = since_,
                                                .last_input = last_input_,
                                                .size = session_.terminal()},
                                               mailbox_);
  mailbox_->on_mail([keyboard = keyboard_] { keyboard->wake(); });
  keyboard_->start();
}

void TypistInput::update_seat() {
  seat_->update([this](Typist& typist) {
    typist.user = session_.identity().user;
    typist.last_input = last_input_;
    typist.privilege = session_.identity().privilege;
    typist.monitors = session_.monitors();
    typist.size = session_.terminal();
  });
}

net::Task<Input> TypistInput::read_command(std::string prompt, Questions questions) {
  co_await read_mail();
  if (over_) co_return *over_;
  update_seat();
  editor_->set_width(session_.terminal().width);
  editor_->begin(prompt, terminal::Echo::visible, questions,
                 questions == Questions::asked ? &history() : nullptr);
  const Result<void> shown = co_await screen_.write(std::move(prompt));
  if (!shown) co_return Input::end;
  at_prompt_ = true;
  line_was_left_ = false;
  const Input input = co_await read_event();
  at_prompt_ = false;
  co_return input;
}

std::string TypistInput::take_line() {
  return has_terminal_ ? editor_->take_text() : reader_.take_line();
}

net::Task<std::optional<std::string>> TypistInput::ask(std::string prompt, Echo echo) {
  const bool was_watched = keyboard_->watches();
  keyboard_->watch(Keyboard::Interrupts::none);
  const AnswerLine answer_line{*this};
  editor_->begin(prompt, echo == Echo::on ? terminal::Echo::visible : terminal::Echo::hidden,
                 Questions::typed, nullptr);
  const Result<void> shown = co_await screen_.write(std::move(prompt));
  const bool was_at_prompt = std::exchange(at_prompt_, true);
  Input input = Input::end;
  if (shown) input = co_await read_event();
  at_prompt_ = was_at_prompt;
  if (was_watched) keyboard_->watch(Keyboard::Interrupts::control_c);
  if (input == Input::line) co_return take_line();
  co_await screen_.write("\n");
  co_return std::nullopt;
}

net::Task<std::optional<std::string>> TypistInput::ask_text(std::string prompt) {
  const bool was_watched = keyboard_->watches();
  keyboard_->watch(Keyboard::Interrupts::none);
  const AnswerLine answer_line{*this};
  std::string text;
  const Result<void> shown = co_await screen_.write(std::move(prompt));
  Input input = shown ? Input::line : Input::end;
  while (input == Input::line && text.size() < longest_text) {
    editor_->begin("", terminal::Echo::visible, Questions::typed, nullptr);
    input = co_await read_event();
    if (input == Input::line) text += take_line() + "\n";
  }
  if (input == Input::suspend) text += take_line();
  if (was_watched) keyboard_->watch(Keyboard::Interrupts::control_c);
  co_await screen_.write("\n");
  const bool is_over =
      input == Input::suspend || input == Input::line || (input == Input::end && !has_terminal_);
  co_return is_over ? std::optional{std::move(text)} : std::nullopt;
}

net::Task<std::optional<std::string>> TypistInput::read_line(std::string prompt) {
  co_return co_await ask(std::move(prompt), Echo::on);
}

net::Task<std::optional<char>> TypistInput::next_key() {
  const bool was_watched = keyboard_->watches();
  keyboard_->watch(Keyboard::Interrupts::none);
  std::optional<char> key;
  while (!key && !over_) {
    std::string_view typed = keyboard_->waiting();
    terminal::KeyDecoder decoder;
    const auto press = decoder.take(typed);
    if (press) {
      key = std::visit(PlainCharacter{}, *press);
      keyboard_->take(keyboard_->waiting().size() - typed.size());
      last_input_ = session_.services().clock.now();
      continue;
    }
    if (keyboard_->ended()) break;
    over_ = co_await wait(Limits::kept);
  }
  if (was_watched) keyboard_->watch(Keyboard::Interrupts::control_c);
  co_return key;
}

net::Task<bool> TypistInput::wait_for_return() {
  over_.reset();
  for (;;) {
    std::string_view typed = keyboard_->waiting();
    if (const std::size_t end = typed.find_first_of("\r\n"); end != std::string_view::npos) {
      keyboard_->take(end + 1);
      since_ = last_input_ = session_.services().clock.now();
      co_return true;
    }
    keyboard_->take(typed.size());
    if (keyboard_->ended()) co_return false;
    const auto over = co_await wait(Limits::none);
    if (over) co_return false;
  }
}

void TypistInput::begin_command() {
  if (has_terminal_) keyboard_->watch(Keyboard::Interrupts::control_c);
}

void TypistInput::end_command() {
  keyboard_->watch(Keyboard::Interrupts::none);
  last_input_ = session_.services().clock.now();
}

// The end of a pipe is no reason to stop: what was piped in has still to be done.
net::Task<void> TypistInput::interruption() {
  co_await keyboard_->interruption(has_terminal_ ? Keyboard::Ends::counted : Keyboard::Ends::ignored);
}

net::Task<Input> TypistInput::read_event() {
  for (;;) {
    const auto typed = co_await take_typed();
    if (typed) co_return *typed;
    if (!keyboard_->waiting().empty()) continue;
    if (keyboard_->ended()) {
      const bool has_partial = has_terminal_ ? !editor_->empty() : reader_.has_partial_line();
      co_return has_partial ? Input::line : Input::end;
    }
    over_ = co_await wait(Limits::kept);
    if (over_) co_return *over_;
  }
}

net::Task<std::optional<Input>> TypistInput::take_typed() {
  if (keyboard_->waiting().empty()) co_return std::nullopt;
  last_input_ = session_.services().clock.now();
  if (!has_terminal_) co_return co_await take_piped();
  std::string_view typed = keyboard_->waiting();
  const std::size_t before = typed.size();
  const LineEditor::Event event = editor_->feed(typed);
  keyboard_->take(before - typed.size());
  std::string echo = editor_->take_echo();
  line_was_left_ = false;
  bool shown = true;
  if (!echo.empty()) {
    const Result<void> written = co_await screen_.write(std::move(echo));
    shown = written.has_value();
  }
  if (shown && event == LineEditor::Event::help) shown = co_await answer_help();
  if (shown && event == LineEditor::Event::complete) shown = co_await answer_completion();
  co_return shown ? input_of(event) : Input::end;
}

net::Task<std::optional<Input>> TypistInput::take_piped() {
  std::string_view typed = keyboard_->waiting();
  const std::size_t before = typed.size();
  const bool complete = reader_.read(typed);
  keyboard_->take(before - typed.size());
  if (!complete) co_return std::nullopt;
  // What is typed is not seen, but the prompt in front of it was: what follows begins a line.
  const Result<void> shown = co_await screen_.write("\n");
  co_return shown ? Input::line : Input::end;
}

net::Task<bool> TypistInput::answer_help() {
  const TerminalSize size = session_.terminal();
  PagedOutput pages{screen_, *this, size};
  const std::string before{editor_->before_cursor()};
  const Result<void> listed = co_await pages.write("\n" + help_text(session_, before, size.width));
  static_cast<void>(listed);  // `q` at --More-- is no reason to leave
  const Result<void> shown = co_await screen_.write(editor_->redisplay());
  co_return shown.has_value();
}

net::Task<bool> TypistInput::answer_completion() {
  std::string rest = completion(session_, editor_->before_cursor());
  if (rest.empty()) rest = co_await file_completion(session_, std::string{editor_->before_cursor()});
  editor_->insert(rest);
  static_cast<void>(editor_->take_echo());  // the whole line is shown anew, below
  const Result<void> shown = co_await screen_.write(editor_->leave_line() + "\n" + editor_->redisplay());
  co_return shown.has_value();
}

net::Task<std::optional<Input>> TypistInput::wait(Limits limits) {
  if (over_) co_return over_;
  const TimePoint limit = limits == Limits::kept ? deadline() : TimePoint::max();
  if (session_.services().clock.now() >= limit) co_return Input::timed_out;
  co_await keyboard_->wait_until(limit);
  co_await read_mail();
  co_return over_;
}

// Log messages and the like stand on lines of their own. With `logging synchronous` the line being typed
// comes back below them.
net::Task<void> TypistInput::read_mail() {
  const Mailbox::Mail mail = mailbox_->take();
  if (mail.size) resize(*mail.size);
  if (mail.hang_up) {
    farewell_ = *mail.hang_up;
    over_ = Input::hung_up;
  }
  if (mail.text.empty()) co_return;
  // A second message comes right below the first.
  const bool leaves_line = at_prompt_ && !std::exchange(line_was_left_, at_prompt_);
  std::string text = (leaves_line ? editor_->leave_line() + "\n" : "") + mail.text;
  const auto config = session_.services().running.snapshot();
  const bool synchronous = line_settings(*config, session_.identity().line_id()).logging_synchronous;
  const bool is_question = editor_ == &answer_;
  if (at_prompt_ && (synchronous || is_question)) {
    text += editor_->redisplay();
    line_was_left_ = false;
  }
  co_await screen_.write(std::move(text));
}

// A length that was typed stays; the window only says how large it is.
void TypistInput::resize(TerminalSize size) {
  session_.resize(size);
  editor_->set_width(session_.terminal().width);
}

TimePoint TypistInput::deadline() const {
  const auto config = session_.services().running.snapshot();
  const config::LineVty& line = line_settings(*config, session_.identity().line_id());
  TimePoint limit = TimePoint::max();
  if (line.exec_timeout.count() > 0) limit = std::min(limit, last_input_ + line.exec_timeout);
  if (line.absolute_timeout.count() > 0) limit = std::min(limit, since_ + line.absolute_timeout);
  return limit;
}

terminal::History& TypistInput::history() {
  return session_.configures() ? session_.configuration_history() : session_.exec_history();
}

}  // namespace ferry::commands
