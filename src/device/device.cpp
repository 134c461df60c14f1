#include "device/device.h"

#include <utility>

#include "device/console.h"
#include "device/router.h"
#include "device/sandbox.h"
#include "vfs/host_file.h"

namespace ferry::device {
namespace {

/// A configuration file of the host may be this long.
constexpr std::size_t longest_configuration = std::size_t{16} << 20;

}  // namespace

Device::Device(Options options, std::optional<std::string> configuration)
    : options_(std::move(options)),
      machine_(identify_machine(options_.state)),
      configuration_(std::move(configuration)) {}

Device::~Device() {
  stop_console();
  stop_router();
  if (console_socket_) vfs::remove_host_file(options_.state / console_socket_name);
}

Result<std::unique_ptr<Device>> Device::boot(Options options) {
  std::optional<std::string> configuration;
  if (options.config) {
    auto text = vfs::read_host_file(*options.config, longest_configuration);
    if (!text) return std::unexpected(std::move(text.error()));
    configuration = std::move(*text);
  }
  std::unique_ptr<Device> device{new Device{std::move(options), std::move(configuration)}};
  if (auto started = device->start_router("power-on"); !started)
    return std::unexpected(std::move(started.error()));
  return device;
}

Result<void> Device::start_router(std::string reason) {
  auto storage = open_storage(options_);
  if (!storage) return std::unexpected(std::move(storage.error()));
  // The sandbox comes before the first thread and after the last look outside the state directory, and is
  // entered once: it stays over reloads.
  std::vector<std::string> unprotected;
  if (!console_socket_) {
    open_console_socket();
    if (options_.sandbox) unprotected = enter_sandbox(options_.state);
  }
  for (const auto& line : unprotected) {
    if (options_.announce) options_.announce("ferry: warning: " + line);
  }
  auto router = std::make_unique<Router>(options_, std::move(*storage), start_of_router(std::move(reason)));
  if (auto booted = router->boot(); !booted) return booted;
  const std::lock_guard lock{mutex_};
  router_ = std::move(router);
  changed_.notify_all();
  return {};
}

RouterStart Device::start_of_router(std::string reason) {
  return {.configuration = configuration_,
          .configuration_name = options_.config ? options_.config->string() : "nvram:startup-config",
          .reason = std::move(reason),
          .machine = machine_,
          .console = console_socket_ ? &*console_socket_ : nullptr,
          .restart = [this](std::string why) {
            const std::lock_guard lock{mutex_};
            reload_reason_ = std::move(why);
            if (options_.wants_reload) options_.wants_reload();
          }};
}

// Nobody else can be behind a socket that is there already: the storage is ours alone.
void Device::open_console_socket() {
  const auto path = options_.state / console_socket_name;
  vfs::remove_host_file(path);
  auto socket = net::LocalSocket::listen(path);
  if (socket) {
    console_socket_ = std::move(*socket);
  } else if (options_.announce) {
    options_.announce("ferry: warning: no 'ferry console': " + socket.error().message);
  }
}

Result<void> Device::reload() {
  // Who connected to the port that the kernel chose finds the router there again.
  if (const auto listening = addresses(); !listening.empty()) options_.listen = listening;
  {
    const std::lock_guard lock{mutex_};
    if (router_ && router_->has_saved()) {
      configuration_.reset();
      options_.config.reset();
    }
  }
  stop_router();
  std::string reason;
  {
    const std::lock_guard lock{mutex_};
    reason = reload_reason_;
  }
  return start_router(std::move(reason));
}

void Device::stop_router() {
  std::unique_lock lock{mutex_};
  if (!router_) return;
  router_->stop_console();
  changed_.wait(lock, [this] { return !console_runs_; });
  const std::unique_ptr<Router> last = std::move(router_);
  lock.unlock();  // what ends may still ask for us
}

std::vector<net::Address> Device::addresses() const {
  const std::lock_guard lock{mutex_};
  return router_ ? router_->addresses() : std::vector<net::Address>{};
}

Router* Device::enter_console() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return router_ != nullptr || console_is_over_; });
  if (console_is_over_) return nullptr;
  console_runs_ = true;
  return router_.get();
}

void Device::leave_console() {
  const std::lock_guard lock{mutex_};
  console_runs_ = false;
  changed_.notify_all();
}

void Device::run_console(int input, int output, bool echo) {
  while (Router* const router = enter_console()) {
    const bool was_stopped = router->run_console(input, output, echo) == Router::ConsoleEnd::stopped;
    leave_console();
    if (!was_stopped) return;
  }
}

void Device::stop_console() {
  const std::lock_guard lock{mutex_};
  console_is_over_ = true;
  changed_.notify_all();
  if (router_) router_->stop_console();
}

}  // namespace ferry::device
