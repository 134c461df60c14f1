#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "commands/keyboard.h"
#include "commands/line_reader.h"
#include "commands/paged_output.h"
#include "commands/session.h"
#include "terminal/line_editor.h"

namespace ferry::commands {

/// What came of waiting for a typist.
enum class Input : std::uint8_t {
  line,
  interrupt,  // Ctrl-C
  suspend,    // Ctrl-Z
  abort,      // Ctrl-^
  end,        // Ctrl-D, or the typist is gone
  timed_out,  // exec-timeout or absolute-timeout
  hung_up,    // somebody ended the session
};

/// Reads commands, answers and single keys from one typist: edits and echoes, answers `?` and TAB, shows what
/// comes in meanwhile, keeps the time limits of the line.
class TypistInput final : public KeySource {
 public:
  /// All of it must outlive this.
  TypistInput(Session& session, const Terminal& terminal, Output& screen);
  ~TypistInput() override;

  /// Starts to listen.
  void start();
  /// A command behind `prompt`, which is shown first. Questions are answered unless they belong to a text.
  using Questions = terminal::LineEditor::Questions;
  net::Task<Input> read_command(std::string prompt, Questions questions);
  /// What `Input::line` is about.
  [[nodiscard]] std::string take_line();

  net::Task<std::optional<std::string>> ask(std::string prompt, Echo echo);
  /// Lines until Ctrl-Z, or until the end of a pipe.
  net::Task<std::optional<std::string>> ask_text(std::string prompt);
  net::Task<std::optional<std::string>> read_line(std::string prompt) override;
  net::Task<std::optional<char>> next_key() override;
  /// Until Enter, however long that takes; false if the typist is gone.
  net::Task<bool> wait_for_return();

  /// A command runs: Ctrl-C interrupts it, and the time that it takes is not idle.
  void begin_command();
  void end_command();
  /// Until the running command is interrupted, or the typist at a terminal is gone.
  net::Task<void> interruption();
  [[nodiscard]] bool interrupted() const override { return keyboard_->interrupted(); }
  /// What others should know of the typist has changed.
  void update_seat();
  /// The typist is gone, or somebody ended the session.
  [[nodiscard]] bool is_over() const { return keyboard_->ended() || over_ == Input::hung_up; }
  /// Why somebody ended the session.
  [[nodiscard]] const std::string& farewell() const { return farewell_; }

 private:
  enum class Limits : std::uint8_t { none, kept };

  /// While it lives, what is typed is the answer to a question.
  class AnswerLine {
   public:
    explicit AnswerLine(TypistInput& input)
        : input_(input), before_(std::exchange(input.editor_, &input.answer_)) {}
    ~AnswerLine() { input_.editor_ = before_; }
    AnswerLine(const AnswerLine&) = delete;
    AnswerLine& operator=(const AnswerLine&) = delete;

   private:
    TypistInput& input_;
    terminal::LineEditor* before_;
  };

  net::Task<Input> read_event();
  /// What has been typed makes an event, or is used up.
  net::Task<std::optional<Input>> take_typed();
  net::Task<std::optional<Input>> take_piped();
  net::Task<bool> answer_help();
  net::Task<bool> answer_completion();
  net::Task<std::optional<Input>> wait(Limits limits);
  net::Task<void> read_mail();
  void resize(TerminalSize size);
  [[nodiscard]] TimePoint deadline() const;
  [[nodiscard]] terminal::History& history();

  Session& session_;
  Output& screen_;
  bool has_terminal_;
  std::shared_ptr<Mailbox> mailbox_;
  std::shared_ptr<Keyboard> keyboard_;
  std::unique_ptr<Typists::Seat> seat_;
  // A question may come while a command is being typed: at the --More-- of its help.
  terminal::LineEditor command_{longest_command}, answer_{longest_command};
  terminal::LineEditor* editor_ = &command_;
  LineReader reader_{longest_command};
  bool at_prompt_ = false;
  bool line_was_left_ = false;  // by a message, and nothing was typed since
  TimePoint since_, last_input_;
  std::optional<Input> over_;
  std::string farewell_;
};

}  // namespace ferry::commands
