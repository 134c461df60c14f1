#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "app/console_client.h"
#include "app/copy_arguments.h"
#include "app/sftp_server.h"
#include "app/terminal_mode.h"
#include "device/device.h"
#include "workstation/copy_program.h"

namespace ferry::app {
namespace {

constexpr int exit_success = 0;
constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

void announce(const std::string& line) {
  const bool good_news = line.starts_with("ferry: listening");
  std::FILE* const stream = good_news ? stdout : stderr;
  // A console has the terminal in raw mode, where a line feed alone does not go back to the first column.
  fmt::print(stream, "{}{}", line, ::isatty(::fileno(stream)) != 0 ? "\r\n" : "\n");
  std::fflush(stream);
}

/// Our own way to say that the router is to be booted again.
constexpr int reload_signal = SIGUSR1;

/// The signals that the program waits for, blocked in every thread so that `wait` gets them.
class AwaitedSignals {
 public:
  AwaitedSignals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGTERM);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, reload_signal);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  /// Which one came.
  [[nodiscard]] int wait() const {
    int received = 0;
    ::sigwait(&set_, &received);
    return received;
  }

 private:
  ::sigset_t set_{};
};

void run_console(device::Device& device) {
  const RawTerminal terminal{STDIN_FILENO};
  device.run_console(STDIN_FILENO, STDOUT_FILENO, terminal.is_terminal());
  // Leaving the console ends the program: nobody else would know that it still runs.
  ::kill(::getpid(), SIGTERM);
}

int serve(device::Options options, bool with_console) {
  const AwaitedSignals signals;
  ::umask(S_IRWXG | S_IRWXO);
  options.announce = announce;
  options.wants_reload = [] { ::kill(::getpid(), reload_signal); };
  const auto device = device::Device::boot(std::move(options));
  if (!device) {
    fmt::print(stderr, "ferry: {}\n", device.error().message);
    return exit_failure;
  }
  std::jthread console_thread;
  if (with_console) console_thread = std::jthread{[&device] { run_console(**device); }};
  int status = exit_success;
  while (status == exit_success && signals.wait() == reload_signal) {
    const auto reloaded = (*device)->reload();
    if (reloaded) continue;
    fmt::print(stderr, "ferry: {}\n", reloaded.error().message);
    status = exit_failure;
  }
  (*device)->stop_console();
  return status;
}

/// An address option that CLI11 checks while it parses.
std::string check_address(const std::string& text) {
  const auto address = net::Address::parse(text);
  return address ? std::string{} : address.error().message;
}

constexpr auto no_sync_help =
    "Do not wait for the disk before a file is acknowledged: many small files arrive faster, "
    "and a power failure may take some of them";

struct ServeOptions {
  std::string state;
  std::string config;
  std::vector<std::string> listen;
  device::Options device;
  bool console = false;
};

CLI::App* add_serve(CLI::App& app, ServeOptions& options) {
  CLI::App* serve = app.add_subcommand("serve", "Run a router in the foreground until SIGTERM or Ctrl-C");
  serve->add_option("--state", options.state, "Directory for everything the router keeps: flash, nvram, keys")
      ->type_name("DIR");
  serve->add_option("--config", options.config, "Configuration to boot with, instead of nvram:startup-config")
      ->type_name("FILE");
  serve
      ->add_option("--listen", options.listen,
                   "Where SSH listens; may be repeated; port 0 lets the kernel choose")
      ->type_name("ADDR:PORT")
      ->check(check_address)
      ->default_str("0.0.0.0:2222");
  serve->add_flag("--generate-keys", options.device.generate_keys,
                  "Make the host keys (RSA, ECDSA, Ed25519) that are missing");
  serve->add_flag("--console", options.console, "A command prompt on this terminal");
  serve->add_flag("--console-log", options.device.console_log,
                  "Copy the log and debug output to standard error");
  serve->add_option("--flash-size", options.device.flash_size, "Size of flash:, such as 512MB or 8GB")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  serve->add_flag("--no-sync", options.device.no_sync, no_sync_help);
  return serve;
}

CLI::App* add_console(CLI::App& app, std::string& state) {
  CLI::App* console = app.add_subcommand("console", "Sit down at the console of a router that runs here");
  console->add_option("--state", state, "The directory that the router was started with")->type_name("DIR");
  return console;
}

int console(const std::string& state) {
  const auto attached = attach_to_console(state);
  if (attached) return exit_success;
  fmt::print(stderr, "ferry: {}\n", attached.error().message);
  return exit_failure;
}

CLI::App* add_sftp_server(CLI::App& app, SftpServerOptions& options) {
  CLI::App* server = app.add_subcommand(
      "sftp-server", "Serve SFTP on standard input and output, for the line 'Subsystem sftp' of sshd_config");
  server->add_option("--root", options.root, "What clients see as /; the current directory without it")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  server->add_flag("--no-sync", options.no_sync, no_sync_help);
  server->add_flag("-R,--read-only", options.read_only, "Nothing can be written, changed or removed");
  return server;
}

int sftp_server(const SftpServerOptions& options) {
  const auto status = serve_sftp(options);
  if (status) return *status;
  fmt::print(stderr, "ferry: {}\n", status.error().message);
  return exit_failure;
}

device::Options device_options(ServeOptions options) {
  options.device.state = options.state;
  if (!options.config.empty()) options.device.config = options.config;
  if (!options.listen.empty()) options.device.listen.clear();
  for (const auto& text : options.listen) options.device.listen.push_back(*net::Address::parse(text));
  return std::move(options.device);
}

int run(int count, char** arguments) {
  CLI::App app{"Ferry: Secure Copy for network devices, over SSH, with the face of an IOS router", "ferry"};
  app.set_version_flag("--version", "ferry " FERRY_VERSION);
  app.require_subcommand(1);
  ServeOptions options;
  std::string console_state;
  const CLI::App* const serve_command = add_serve(app, options);
  const CLI::App* const console_command = add_console(app, console_state);
  workstation::CopyOptions copy_options;
  const CLI::App* const copy_command = add_copy(app, copy_options);
  SftpServerOptions sftp_options;
  const CLI::App* const sftp_command = add_sftp_server(app, sftp_options);
  try {
    app.parse(count, arguments);
    // Not left to the parser, which would rather speak of this than of a misspelt option.
    if (console_command->parsed() && console_state.empty()) throw CLI::RequiredError("console: --state DIR");
    if (serve_command->parsed() && options.state.empty()) throw CLI::RequiredError("serve: --state DIR");
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "ferry: {} (see 'ferry --help', and --help behind a command)\n", error.what());
    return exit_usage;
  }
  if (console_command->parsed()) return console(console_state);
  if (copy_command->parsed()) {
    copy_options.target = std::move(copy_options.sources.back());
    copy_options.sources.pop_back();
    return workstation::run_copy(copy_options);
  }
  if (sftp_command->parsed()) return sftp_server(sftp_options);
  const bool with_console = options.console;
  return serve(device_options(std::move(options)), with_console);
}

}  // namespace
}  // namespace ferry::app

int main(int count, char** arguments) {
  return ferry::app::run(count, arguments);
}
