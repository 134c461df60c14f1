#pragma once

#include <termios.h>

namespace ferry::app {

/// Lets every key through as it is typed, and gives the terminal back as it was.
class RawTerminal {
 public:
  explicit RawTerminal(int descriptor) : descriptor_(descriptor) {
    is_terminal_ = ::tcgetattr(descriptor_, &before_) == 0;
    if (!is_terminal_) return;
    termios raw = before_;
    ::cfmakeraw(&raw);
    ::tcsetattr(descriptor_, TCSANOW, &raw);
  }
  ~RawTerminal() {
    if (is_terminal_) ::tcsetattr(descriptor_, TCSANOW, &before_);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  int descriptor_;
  bool is_terminal_ = false;
  termios before_{};
};

}  // namespace ferry::app
