#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aaa/accounting/accounting.h"
#include "aaa/authenticator.h"
#include "aaa/servers.h"
#include "commands/apply.h"
#include "commands/services.h"
#include "commands/versions.h"
#include "crypto/random.h"
#include "device/accounting_spool.h"
#include "device/console.h"
#include "device/device.h"
#include "device/facts.h"
#include "device/host_keys.h"
#include "device/logging.h"
#include "device/machine.h"
#include "device/reloads.h"
#include "device/remote_places.h"
#include "device/rollbacks.h"
#include "log/line_sink.h"
#include "net/descriptor_stream.h"
#include "server/ssh_server.h"
#include "vfs/mounts.h"

namespace ferry::device {

/// The file systems of a router in its state directory.
struct Storage {
  std::unique_ptr<vfs::FileSystem> flash, nvram, keys, accounting;
};
/// The error names the directory, and says so when another router uses it.
[[nodiscard]] Result<Storage> open_storage(const Options& options);

/// How one boot begins.
struct RouterStart {
  /// Takes the place of nvram:startup-config, with the name of where it comes from.
  std::optional<std::string> configuration;
  std::string configuration_name = "nvram:startup-config";
  std::string reason = "power-on";
  MachineIdentity machine;
  /// Null: no socket for `ferry console`. Outlives the router.
  const net::LocalSocket* console = nullptr;
  /// `reload`: its time has come.
  std::function<void(std::string reason)> restart;
};

/// A running router, from one boot to the next: the composition root that builds every part and takes it down
/// again. The parts stand in the order they depend on each other; they go in the opposite order.
class Router {
 public:
  Router(const Options& options, Storage storage, RouterStart start);
  ~Router();

  Result<void> boot();
  [[nodiscard]] std::vector<net::Address> addresses() const { return server_.addresses(); }
  /// Whether a configuration was saved since the boot.
  [[nodiscard]] bool has_saved() const { return history_.last_save().has_value(); }
  enum class ConsoleEnd : std::uint8_t { left, stopped };
  /// A shell on two descriptors until the typist leaves, or `stop_console`. Blocks.
  ConsoleEnd run_console(int input, int output, bool echo);
  void stop_console();

 private:
  [[nodiscard]] aaa::Servers::Environment server_environment();
  /// Takes lines of debug messages while `is_on`.
  [[nodiscard]] std::function<void(std::string_view)> debug_line(const std::atomic<bool>& is_on);
  [[nodiscard]] aaa::Accounting::Environment accounting_environment();
  net::Task<aaa::ServerAnswer> account(aaa::AccountingRecord record, std::string group);
  void mount(Storage storage);
  void wait_for_farewells(TimePoint patience);
  void load_configuration();
  void put_back_unconfirmed();
  void report(const commands::Applied& applied, std::string_view source);
  Result<vfs::Committed> merge(std::string text);
  void follow_keys();
  /// Opens and closes the ports of `ip ssh port`. A line for each that cannot be opened; the log has it, too.
  std::vector<std::string> follow_ports();
  std::vector<std::string> open_rotary_ports();
  void announce(const std::string& line) const;
  void open_console();
  net::Task<void> console_flow(std::shared_ptr<net::DescriptorStream> stream, bool echo,
                               net::EventLoop& loop);

  const Options& options_;
  RouterStart start_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  log::Log log_{clock_};
  log::LineSink standard_error_{log::to_descriptor(STDERR_FILENO)};
  log::Buffer log_buffer_{config::LoggingConfig{}.buffered_bytes};
  config::Store running_;
  commands::ConfigurationHistory history_;
  commands::DebugFlags debug_;
  std::unique_ptr<vfs::FileSystem> key_storage_, accounting_storage_;
  SpoolFile spool_{*accounting_storage_};
  vfs::Mounts files_{"flash"};
  sftp::Partials partials_{clock_};  // has files open
  net::Offload offload_;
  HostKeys host_keys_;
  std::unique_ptr<commands::Hasher> hasher_ = commands::make_hasher(random_);
  aaa::Authenticator authenticator_{running_, offload_, random_};
  aaa::Lockouts lockouts_{clock_, [this](const std::string& user) { log::user_locked_out(log_, user); }};
  server::SessionRegistry sessions_;
  commands::Typists typists_;
  Logging logging_{{log_, log_buffer_, typists_, clock_}};
  HostMachine machine_{start_.machine, clock_};
  Facts facts_{{running_, sessions_, logging_, clock_, machine_, host_keys_, files_,
                start_.configuration_name, [this] { return follow_ports(); }}};
  Reloads reloads_{{.clock = clock_,
                    .typists = typists_,
                    .log = log_,
                    .last_reason = start_.reason,
                    .restart = [this](const commands::Reloader::Plan& plan) {
                      reloads_now_ = true;
                      start_.restart(plan.reason);
                    }}};
  aaa::LoginWatch logins_{clock_};
  RemotePlaces places_{{running_, offload_, clock_, random_, log_, files_, *key_storage_, host_keys_}};
  Rollbacks rollbacks_{clock_, typists_};
  commands::Versions versions_{.timer = rollbacks_};
  commands::Services services_{running_,
                               history_,
                               log_,
                               log_buffer_,
                               files_,
                               offload_,
                               clock_,
                               random_,
                               debug_,
                               host_keys_,
                               *hasher_,
                               authenticator_,
                               facts_,
                               typists_,
                               sessions_,
                               reloads_,
                               logins_,
                               places_.remotes(),
                               places_.server_keys(),
                               versions_};
  std::mutex ssh_switch_;
  std::atomic<bool> booted_ = false;
  std::atomic<bool> reloads_now_ = false;
  Console console_{services_};
  std::mutex console_mutex_;
  net::DescriptorStream* console_stream_ = nullptr;
  net::EventLoop* console_loop_ = nullptr;
  bool console_stopped_ = false;
  net::EventLoops loops_;
  aaa::Servers servers_;
  aaa::Accounting accounting_;
  std::shared_ptr<net::LocalListener> console_listener_;
  server::SshServer server_{{services_, host_keys_, sessions_, partials_}, loops_};
};

}  // namespace ferry::device
