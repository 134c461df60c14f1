#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "workstation/askpass.h"

namespace ferry::workstation {

/// The person at the terminal: questions at /dev/tty, whatever standard input is, or by the program that
/// SSH_ASKPASS names, and what is shown on standard error. Safe to use from several threads.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Is there anybody to ask?
  [[nodiscard]] bool can_ask() const { return tty_ >= 0 || askpass_.is_allowed(); }
  /// Shows `prompt` and reads a line; nothing when there is nobody, the terminal is gone, or `interrupt` was
  /// called. What is typed is not shown unless `echo`. The terminal's mode is restored. Blocks.
  [[nodiscard]] std::optional<Secret> ask(std::string_view prompt, bool echo);
  /// Makes `ask` return, now and in future. May be called from any thread.
  void interrupt();

  /// Writes a line to standard error, in front of a line of progress that stands there.
  void say(std::string_view text);
  /// Whether standard error is a terminal, where progress can be shown.
  [[nodiscard]] static bool shows_progress();
  /// Columns of that terminal now.
  [[nodiscard]] static std::size_t columns();
  /// Shows a line in the place of the last such line.
  void show_progress(std::string_view line);
  /// The line of progress stays as it is; what follows begins a new one.
  void keep_progress(std::string_view line);
  /// Takes the line of progress away.
  void clear_progress();

 private:
  [[nodiscard]] std::optional<Secret> read_line() const;
  [[nodiscard]] bool wait_for_input() const;

  AskpassPolicy askpass_;
  int tty_ = -1;
  int wake_read_ = -1, wake_write_ = -1;  // a pipe: `interrupt` wakes `ask`
  std::atomic<bool> has_line_ = false;
};

}  // namespace ferry::workstation
