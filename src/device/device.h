#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "device/machine.h"
#include "net/local_socket.h"
#include "net/socket.h"

namespace ferry::device {

struct Options {
  /// Everything the router keeps: flash, nvram, keys. Made if it is missing.
  std::filesystem::path state;
  /// Takes the place of nvram:startup-config at boot, until a configuration is saved.
  std::optional<std::filesystem::path> config;
  std::vector<net::Address> listen{{"0.0.0.0", 2222}};
  bool generate_keys = false;
  /// Copies the log to standard error.
  bool console_log = false;
  std::uint64_t flash_size = std::uint64_t{16} << 30;
  /// Files in flash: are acknowledged before they are on the disk: for labs, where a power failure may take
  /// them.
  bool no_sync = false;
  /// Gives up every right that a running router does not need; off in tests, whose process goes on
  /// afterwards.
  bool sandbox = true;
  /// One line for the one who started the router: where it listens, which configuration line is wrong. Called
  /// from any thread.
  std::function<void(const std::string&)> announce;
  /// Somebody typed `reload`, and the time has come: call `reload` soon, from another thread. Called from any
  /// thread.
  std::function<void()> wants_reload;
};

class Router;
struct RouterStart;

/// A router and what stays of it over reloads: the directory, the console's socket, the ports.
class Device {
 public:
  /// Boots: file systems, keys, configuration, then SSH if there is an RSA key. Errors name what is wrong and
  /// what to do.
  [[nodiscard]] static Result<std::unique_ptr<Device>> boot(Options options);
  /// Stops listening, ends the sessions, waits for what is being written.
  ~Device();

  /// Takes the router down and boots it again, from nvram:startup-config if a configuration was saved. After
  /// an error there is no router.
  Result<void> reload();

  /// The addresses that SSH listens on now.
  [[nodiscard]] std::vector<net::Address> addresses() const;
  /// Runs a shell for the one at the console on two descriptors, until end of input, `exit` or
  /// `stop_console`; starts anew after a reload. Blocks.
  void run_console(int input, int output, bool echo);
  void stop_console();

 private:
  Device(Options options, std::optional<std::string> configuration);
  Result<void> start_router(std::string reason);
  [[nodiscard]] RouterStart start_of_router(std::string reason);
  void stop_router();
  [[nodiscard]] Router* enter_console();
  void leave_console();
  void open_console_socket();

  Options options_;
  MachineIdentity machine_;
  std::optional<std::string> configuration_;
  std::optional<net::LocalSocket> console_socket_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<Router> router_;
  bool console_runs_ = false;
  bool console_is_over_ = false;
  std::string reload_reason_;
};

}  // namespace ferry::device
