#include "workstation/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "vfs/own_terminal.h"

namespace ferry::workstation {
namespace {

/// Longest line that is taken from a person.
constexpr std::size_t longest_answer = 1024;
constexpr std::string_view to_line_start = "\r\x1b[K";

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(descriptor, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// Hides what is typed, and gives the terminal back as it was. Keys that were typed before are dropped, as
/// every program that asks for passwords does.
class QuietTerminal {
 public:
  QuietTerminal(int tty, bool echo) : tty_(tty) {
    if (echo || ::tcgetattr(tty_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ICANON | ISIG | ECHONL;
    is_changed_ = ::tcsetattr(tty_, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (is_changed_) ::tcsetattr(tty_, TCSANOW, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  int tty_;
  termios before_{};
  bool is_changed_ = false;
};

}  // namespace

Terminal::Terminal() : askpass_(askpass_policy(::getenv)), tty_(vfs::open_own_terminal()) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) {
    wake_read_ = ends[0];
    wake_write_ = ends[1];
  }
}

Terminal::~Terminal() {
  for (const int descriptor : {tty_, wake_read_, wake_write_}) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

std::optional<Secret> Terminal::ask(std::string_view prompt, bool echo) {
  if (!can_ask()) return std::nullopt;
  if (tty_ < 0 || askpass_.is_preferred) return run_askpass(askpass_.program, prompt, wake_read_);
  const QuietTerminal quiet{tty_, echo};
  write_all(tty_, prompt);
  auto line = read_line();
  if (!line) write_all(tty_, "\n");
  return line;
}

std::optional<Secret> Terminal::read_line() const {
  ByteVector line;
  line.reserve(longest_answer);  // no growth that leaves a part of a password behind
  for (;;) {
    if (!wait_for_input()) return std::nullopt;
    Byte byte = 0;
    const ssize_t size = ::read(tty_, &byte, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    if (byte == '\n') return Secret{std::move(line)};
    if (line.size() < longest_answer) line.push_back(byte);
  }
}

bool Terminal::wait_for_input() const {
  std::array<pollfd, 2> ready{pollfd{tty_, POLLIN, 0}, pollfd{wake_read_, POLLIN, 0}};
  while (::poll(ready.data(), ready.size(), -1) < 0) {
    if (errno != EINTR) return false;
  }
  return ready[1].revents == 0;
}

void Terminal::interrupt() {
  // Nobody reads it: every later wait returns, too.
  if (wake_write_ >= 0) write_all(wake_write_, "x");
}

void Terminal::say(std::string_view text) {
  clear_progress();
  write_all(STDERR_FILENO, std::string{text} + "\n");
}

bool Terminal::shows_progress() {
  return ::isatty(STDERR_FILENO) != 0;
}

std::size_t Terminal::columns() {
  constexpr std::size_t usual = 80;
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual;
}

void Terminal::show_progress(std::string_view line) {
  write_all(STDERR_FILENO, std::string{to_line_start} + std::string{line});
  has_line_ = true;
}

void Terminal::keep_progress(std::string_view line) {
  write_all(STDERR_FILENO, std::string{to_line_start} + std::string{line} + "\n");
  has_line_ = false;
}

void Terminal::clear_progress() {
  if (has_line_.exchange(false)) write_all(STDERR_FILENO, to_line_start);
}

}  // namespace ferry::workstation
