#include "workstation/askpass.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/text.h"

namespace ferry::workstation {
namespace {

/// Where Debian's programs of this kind are found.
constexpr const char* usual_program = "/usr/bin/ssh-askpass";
/// Longest answer that is taken.
constexpr std::size_t longest_answer = 1024;

std::string_view text_of(const char* value) {
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

/// The reading end of a pipe and the process that writes into it.
struct Running {
  pid_t process = -1;
  int output = -1;
};

/// With every signal as it was at the start: this thread may have some of them blocked.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, usual;
    ::sigemptyset(&none);
    ::sigemptyset(&usual);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::sigaddset(&usual, signal);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

std::optional<Running> start(std::string program, std::string prompt) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const SpawnAttributes attributes;
  std::array<char*, 3> arguments{program.data(), prompt.data(), nullptr};
  Running running{.output = ends[0]};
  const int failed = ::posix_spawnp(&running.process, program.c_str(), &actions, attributes.get(),
                                    arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed == 0) return running;
  ::close(ends[0]);
  return std::nullopt;
}

bool waits_for_output(int output, int wake) {
  std::array<pollfd, 2> ready{pollfd{output, POLLIN, 0}, pollfd{wake, POLLIN, 0}};
  while (::poll(ready.data(), ready.size(), -1) < 0) {
    if (errno != EINTR) return false;
  }
  return ready[1].revents == 0;
}

/// To its end; what stands behind the first line, or is too long, is passed over. Nothing if `wake` said so.
std::optional<Secret> read_answer(int output, int wake) {
  ByteVector line;
  line.reserve(longest_answer);  // no growth that leaves a part of a password behind
  for (bool is_whole = false;;) {
    if (!waits_for_output(output, wake)) return std::nullopt;
    Byte byte = 0;
    const ssize_t size = ::read(output, &byte, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return Secret{std::move(line)};
    is_whole = is_whole || byte == '\n' || byte == '\r';
    if (!is_whole && line.size() < longest_answer) line.push_back(byte);
  }
}

bool ends_well(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

AskpassPolicy askpass_policy(const std::function<const char*(const char*)>& variable) {
  const std::string_view required = text_of(variable("SSH_ASKPASS_REQUIRE"));
  if (equal_ignoring_case(required, "never")) return {};
  const bool is_forced = equal_ignoring_case(required, "force");
  const bool has_display =
      !text_of(variable("DISPLAY")).empty() || !text_of(variable("WAYLAND_DISPLAY")).empty();
  if (!is_forced && !has_display) return {};
  AskpassPolicy policy;
  policy.program = text_of(variable("SSH_ASKPASS"));
  if (policy.program.empty() && ::access(usual_program, X_OK) == 0) policy.program = usual_program;
  policy.is_preferred = policy.is_allowed() && (is_forced || equal_ignoring_case(required, "prefer"));
  return policy;
}

std::optional<Secret> run_askpass(const std::string& program, std::string_view prompt, int wake) {
  const auto running = start(program, std::string{prompt});
  if (!running) return std::nullopt;
  auto answer = read_answer(running->output, wake);
  if (!answer) ::kill(running->process, SIGTERM);
  ::close(running->output);
  return ends_well(running->process) ? std::move(answer) : std::nullopt;
}

}  // namespace ferry::workstation
