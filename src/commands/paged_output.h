#pragma once

#include <optional>
#include <string>

#include "commands/session.h"
#include "terminal/pager.h"

namespace ferry::commands {

/// Reads the keys that --More-- asks for.
class KeySource {
 public:
  virtual ~KeySource() = default;
  /// The next key as one character; nothing when the typist is gone or the time is up.
  virtual net::Task<std::optional<char>> next_key() = 0;
  /// A line typed behind `prompt`; nothing if it was given up.
  virtual net::Task<std::optional<std::string>> read_line(std::string prompt) = 0;
  /// Ctrl-C was typed since the command began.
  [[nodiscard]] virtual bool interrupted() const = 0;
};

/// The output of one command on a screen: stops after each full screen and asks. Outlived by what it was made
/// with.
class PagedOutput final : public Output {
 public:
  PagedOutput(Output& screen, KeySource& keys, TerminalSize size)
      : screen_(screen), keys_(keys), pager_(size.length, size.width) {}

  net::Task<Result<void>> write(std::string text) override;
  /// The command has ended: shows what a search has not looked at yet.
  net::Task<void> finish();
  /// Does what was shown end in the middle of a line?
  [[nodiscard]] bool is_in_line() const { return in_line_; }
  /// A question stood on the screen: counting begins anew, and what was enough before is wanted again.
  void start_screen() {
    pager_.start_screen();
    stopped_ = false;
  }

 private:
  net::Task<Result<void>> show();
  net::Task<bool> pause();
  net::Task<bool> ask_for_pattern(char kind);

  Output& screen_;
  KeySource& keys_;
  terminal::Pager pager_;
  bool stopped_ = false;
  bool in_line_ = false;
};

}  // namespace ferry::commands
