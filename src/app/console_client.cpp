#include "app/console_client.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "app/terminal_mode.h"
#include "device/console.h"
#include "device/console_protocol.h"

namespace ferry::app {
namespace {

constexpr char leave_key = '\x1d';  // Ctrl-]

volatile sig_atomic_t window_changed = 0;

void note_window_change(int) {
  window_changed = 1;
}

/// A descriptor that closes itself.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(descriptor, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

std::string window() {
  winsize size{};
  ::ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
  return device::encode(device::TerminalFrame{.rows = size.ws_row, .columns = size.ws_col});
}

Result<void> connect_to(int descriptor, const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() > net::LocalSocket::longest_path) {
    return failure(ErrorCode::name_too_long, fmt::format("{}: the path is too long for a socket", name));
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return {};
  const bool nobody = errno == ENOENT || errno == ECONNREFUSED;
  return failure(ErrorCode::io,
                 fmt::format("{}: {}{}", name, std::strerror(errno),
                             nobody ? "; no router runs there: start it with 'ferry serve --state'" : ""));
}

/// Carries bytes both ways until one side ends.
class Attachment {
 public:
  Attachment(int socket, bool has_terminal) : socket_(socket), has_terminal_(has_terminal) {}

  void run() {
    while (goes_on_) {
      if (window_changed != 0) tell_window();
      std::array<pollfd, 2> ready{pollfd{socket_, POLLIN, 0},
                                  pollfd{input_ended_ ? -1 : STDIN_FILENO, POLLIN, 0}};
      if (::poll(ready.data(), ready.size(), -1) < 0) continue;
      if (ready[0].revents != 0) show_output();
      if (ready[1].revents != 0) send_keys();
    }
  }

 private:
  void tell_window() {
    window_changed = 0;
    goes_on_ = write_all(socket_, window());
  }

  void show_output() {
    std::array<char, 16384> buffer;
    const ssize_t size = ::read(socket_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return;
    goes_on_ = size > 0 && write_all(STDOUT_FILENO, {buffer.data(), static_cast<std::size_t>(size)});
  }

  void send_keys() {
    std::array<char, device::most_keys> buffer;
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return;
    std::string keys{buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    if (has_terminal_ && keys.find(leave_key) != std::string::npos) {
      goes_on_ = false;
    } else if (keys.empty()) {
      input_ended_ = true;
      goes_on_ = write_all(socket_, device::encode(device::EndFrame{}));
    } else {
      goes_on_ = write_all(socket_, device::encode(device::KeysFrame{std::move(keys)}));
    }
  }

  int socket_;
  bool has_terminal_;
  bool goes_on_ = true;
  bool input_ended_ = false;
};

}  // namespace

Result<void> attach_to_console(const std::filesystem::path& state) {
  const Socket socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (auto connected = connect_to(socket.descriptor(), state / device::console_socket_name); !connected) {
    return connected;
  }
  ::signal(SIGPIPE, SIG_IGN);
  struct sigaction on_change{};
  on_change.sa_handler = note_window_change;
  ::sigaction(SIGWINCH, &on_change, nullptr);
  const bool has_terminal = ::isatty(STDIN_FILENO) != 0;
  if (has_terminal) fmt::print(stderr, "Connected to the console. Ctrl-] leaves it.\n");
  const RawTerminal terminal{STDIN_FILENO};
  if (!write_all(socket.descriptor(), has_terminal ? window() : device::encode(device::PipeFrame{}))) {
    return failure(ErrorCode::io, "the router has closed its console");
  }
  Attachment{socket.descriptor(), has_terminal}.run();
  return {};
}

}  // namespace ferry::app
