#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/position.h"
#include "commands/services.h"
#include "commands/test_aaa.h"
#include "net/byte_stream.h"
#include "net/task.h"
#include "terminal/history.h"
#include "vfs/path.h"

namespace ferry::commands {

/// Who works in a session. AAA decided it; only `enable` and `disable` change the privilege, and only a login
/// at the console the user.
struct Identity {
  std::string user;
  unsigned privilege = 1;
  std::string address;  // "10.1.1.2"
  unsigned line = 0;    // vty number

  /// The console is no vty and has this in place of an address.
  [[nodiscard]] bool on_console() const { return address == "console"; }
  [[nodiscard]] LineId line_id() const {
    return on_console() ? LineId{LineId::Kind::console, 0} : LineId{LineId::Kind::vty, line};
  }
};

/// How lines end for the other side: CR LF where there is a terminal, LF in a pipe.
enum class LineEnds { lf, crlf };

/// Where a session's text goes. Lines end in LF here.
class Output {
 public:
  virtual ~Output() = default;
  /// Waits while the receiver has no room. An error means that nobody is there any more.
  virtual net::Task<Result<void>> write(std::string text) = 0;
};

/// An Output on a stream, which must outlive it.
class StreamOutput final : public Output {
 public:
  StreamOutput(net::ByteStream& stream, LineEnds ends) : stream_(stream), ends_(ends) {}
  net::Task<Result<void>> write(std::string text) override;

 private:
  net::ByteStream& stream_;
  LineEnds ends_;
};

enum class Echo { off, on };

/// Answers to the questions that a command asks. A session without one (ssh host COMMAND) cannot be asked
/// anything.
class Dialog {
 public:
  virtual ~Dialog() = default;
  /// Shows `prompt` and waits for a line; nothing if the typist gave up (Ctrl-C) or is gone.
  virtual net::Task<std::optional<std::string>> ask(std::string prompt, Echo echo) = 0;
  /// A `[confirm]`: shows `prompt` and waits for one key; Enter and y say yes, everything else no.
  virtual net::Task<bool> confirm(std::string prompt) = 0;
  /// A text of several lines behind `prompt`, ended by Ctrl-Z; nothing if the typist gave up.
  virtual net::Task<std::optional<std::string>> ask_text(std::string prompt) = 0;
  /// Returns when the typist has pressed Ctrl-C or Ctrl-^ since the command began, or is gone.
  virtual net::Task<void> interrupted() = 0;
  /// After an interruption: what is written from here on is shown again, and keys may interrupt again.
  virtual void listen_again() = 0;
};

/// One typist or one remote command: who it is, where it stands, where its output goes. Used by one flow at a
/// time.
class Session {
 public:
  Session(Services& services, Identity identity, Output& output)
      : services_(services),
        identity_(std::move(identity)),
        output_(&output),
        directory_(services.files.root()) {
    exec_history_.withhold(has_password_to_test);
    configuration_history_.withhold(has_password_to_test);
  }

  [[nodiscard]] Services& services() const { return services_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }
  void set_privilege(unsigned privilege) {
    identity_.privilege = privilege;
    if (privilege_watcher_) privilege_watcher_();
  }
  /// Is called after each change of the privilege; null: nobody is.
  void watch_privilege(std::function<void()> watcher) { privilege_watcher_ = std::move(watcher); }
  /// Somebody has logged in at the console.
  void set_user(std::string user) { identity_.user = std::move(user); }

  /// What relative names are relative to (`cd`).
  [[nodiscard]] const vfs::Path& directory() const { return directory_; }
  void set_directory(vfs::Path path) { directory_ = std::move(path); }

  [[nodiscard]] TerminalSize terminal() const { return terminal_; }
  void set_terminal(TerminalSize size) { terminal_ = size; }
  /// `terminal length`, `terminal width`: they stay when the window changes.
  void fix_length(unsigned length);
  void fix_width(unsigned width);
  /// The window has a new size.
  void resize(TerminalSize size);

  /// `terminal monitor`: log messages are shown between the commands.
  [[nodiscard]] bool monitors() const { return monitors_; }
  void set_monitors(bool monitors) { monitors_ = monitors; }

  /// What was typed at the prompts of exec mode, and in the configuration.
  [[nodiscard]] terminal::History& exec_history() { return exec_history_; }
  [[nodiscard]] terminal::History& configuration_history() { return configuration_history_; }

  /// Where in the configuration the typist stands; Outside in exec mode.
  [[nodiscard]] cli::Position& position() { return position_; }
  [[nodiscard]] bool configures() const { return !std::holds_alternative<cli::Outside>(position_); }

  /// Whether the typist sits at a terminal, where keys are seen one by one.
  [[nodiscard]] bool has_terminal() const { return has_terminal_; }
  void set_has_terminal(bool has_terminal) { has_terminal_ = has_terminal; }

  /// Null in a session that cannot be asked.
  [[nodiscard]] Dialog* dialog() const { return dialog_; }
  void set_dialog(Dialog* dialog) { dialog_ = dialog; }

  /// Whether the other side is still there, for those who cannot be asked; null: always.
  void set_presence(std::function<bool()> presence) { presence_ = std::move(presence); }
  /// Returns when nobody wants what is being done any more: it was interrupted, or the session is lost. For
  /// what waits long without writing; see `unless_given_up`.
  net::Task<void> given_up();

  /// Writes to the typist; false when nobody is there any more or nobody wants more (Ctrl-C, `q` at
  /// --More--): then a command should end.
  net::Task<bool> write(std::string text);

  [[nodiscard]] Output& output() const { return *output_; }
  /// Sends what is written from here on somewhere else; the place must live until it is changed back. Returns
  /// the present one.
  Output& exchange_output(Output& output) { return *std::exchange(output_, &output); }

 private:
  [[nodiscard]] net::Task<void> lost() const;

  Services& services_;
  Identity identity_;
  Output* output_;
  vfs::Path directory_;
  TerminalSize terminal_;
  bool length_is_fixed_ = false, width_is_fixed_ = false;
  cli::Position position_ = cli::Outside{};
  Dialog* dialog_ = nullptr;
  std::function<bool()> presence_;
  std::function<void()> privilege_watcher_;
  bool has_terminal_ = false;
  bool monitors_ = false;
  terminal::History exec_history_, configuration_history_;
};

/// Longer command lines are refused.
inline constexpr std::size_t longest_command = 4096;

/// `ssh host COMMAND`: runs one command line and returns the exit status: 0, or 1 when it was refused or
/// failed, with the reason in the output. `session` must outlive the flow.
net::Task<int> run_exec(Session& session, std::string line);

/// What a typist sits at.
struct Terminal {
  /// That the flow of the shell runs on.
  net::EventLoop& loop;
  /// The session's output goes to the same stream. A last read may hold it a little longer than the shell
  /// lives.
  std::shared_ptr<net::ByteStream> stream;
  /// Off where the other side has no terminal: then nothing is echoed, edited or paged.
  Echo echo = Echo::off;
  std::shared_ptr<Mailbox> mailbox;
};

/// A command shell until `exit`, the end of input, a timeout or a lost connection; returns the exit status.
/// `session` must outlive the flow.
net::Task<int> run_shell(Session& session, Terminal terminal);

}  // namespace ferry::commands
