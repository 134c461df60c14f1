#include "device/router.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "commands/confirmed_startup.h"
#include "commands/render.h"
#include "commands/session.h"
#include "device/archiving.h"
#include "device/tls_files.h"
#include "log/catalogue.h"
#include "net/dialer.h"
#include "vfs/directory_file_system.h"
#include "vfs/memory_file_systems.h"

namespace ferry::device {
namespace {

/// startup-config and what else the router keeps: a large configuration has some hundred KiB.
constexpr std::uint64_t nvram_size = std::uint64_t{4} << 20;
/// A few PEM files.
constexpr std::uint64_t key_storage_size = std::uint64_t{1} << 20;
constexpr std::uint64_t tmpsys_size = std::uint64_t{16} << 20;
/// Disk calls, password hashes and signatures that may run at once.
constexpr std::size_t offload_threads = 4;

/// Twice what can wait, since the old file stays until the new one is there.
constexpr std::uint64_t accounting_storage_size = std::uint64_t{64} << 20;

/// How long clients have to hear that the router goes down.
constexpr auto farewell_time = std::chrono::milliseconds{500};

constexpr std::string_view startup_config = "startup-config";

std::size_t loop_count() {
  return std::max(1U, std::thread::hardware_concurrency());
}

Result<std::unique_ptr<vfs::FileSystem>> open_part(const std::filesystem::path& directory,
                                                   std::string_view type, std::uint64_t capacity,
                                                   vfs::SystemCalls& calls = vfs::SystemCalls::real()) {
  auto opened = vfs::open_directory(directory, {.type = type, .capacity = capacity, .calls = calls});
  if (!opened)
    return failure(opened.error().code, fmt::format("{}: {}", directory.string(), opened.error().message));
  return opened;
}

/// The whole of a small file of the device; nothing if it is not there.
std::optional<std::string> read_text(const vfs::Mounts& files, const vfs::Path& path) {
  auto file = files.open(path);
  if (!file) return std::nullopt;
  std::string text(static_cast<std::size_t>((*file)->info().size), '\0');
  const std::array pieces = {MutableBytes{reinterpret_cast<Byte*>(text.data()), text.size()}};
  const auto read = (*file)->read_at(0, pieces);
  if (!read) return std::nullopt;
  text.resize(*read);
  return text;
}

}  // namespace

Result<Storage> open_storage(const Options& options) {
  Storage storage;
  auto& calls = options.no_sync ? vfs::SystemCalls::without_sync() : vfs::SystemCalls::real();
  auto flash = open_part(options.state / "flash", "flash", options.flash_size, calls);
  if (!flash) return std::unexpected(std::move(flash.error()));
  auto nvram = open_part(options.state / "nvram", "nvram", nvram_size);
  if (!nvram) return std::unexpected(std::move(nvram.error()));
  auto keys = open_part(options.state / "keys", "opaque", key_storage_size);
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto accounting = open_part(options.state / "accounting", "opaque", accounting_storage_size);
  if (!accounting) return std::unexpected(std::move(accounting.error()));
  return Storage{std::move(*flash), std::move(*nvram), std::move(*keys), std::move(*accounting)};
}

Router::Router(const Options& options, Storage storage, RouterStart start)
    : options_(options),
      start_(std::move(start)),
      key_storage_(std::move(storage.keys)),
      accounting_storage_(std::move(storage.accounting)),
      offload_(offload_threads),
      host_keys_(*key_storage_, clock_, log_, [this] { follow_keys(); }),
      loops_(loop_count()),
      servers_(server_environment()),
      accounting_(accounting_environment()) {
  host_keys_.set_aside([this] { return running_.snapshot()->ssh_client.key_label; });
  authenticator_.use(servers_);
  authenticator_.use(lockouts_);
  authenticator_.tell({.authentication = debug_line(debug_.aaa_authentication),
                       .authorization = debug_line(debug_.aaa_authorization)});
  services_.servers = &servers_;
  services_.lockouts = &lockouts_;
  services_.accounting = &accounting_;
  if (options_.console_log) log_.add(standard_error_, log::Severity::debugging);
  mount(std::move(storage));
}

Router::~Router() {
  server_.close();
  server_.end_sessions("the router goes down");
  const TimePoint patience = clock_.now() + farewell_time;
  wait_for_farewells(patience);
  logging_.flush(patience);
  loops_.stop();
  accounting_.stop();
  // What belongs to a loop goes before the loops do.
  servers_.shut_down();
  console_listener_.reset();
  reloads_.stop();
  places_.stop();
  rollbacks_.stop();
  offload_.finish();
}

std::function<void(std::string_view)> Router::debug_line(const std::atomic<bool>& is_on) {
  return [this, &is_on](std::string_view line) {
    if (is_on) log_.debug(std::string{line});
  };
}

// The end of the device is the last that it records.
void Router::wait_for_farewells(TimePoint patience) {
  const auto wait_while = [&](const auto& goes_on) {
    while (goes_on() && clock_.now() < patience) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  };
  wait_while([this] { return sessions_.size() > 0 || accounting_.has_sessions(); });
  if (booted_) accounting_.device(aaa::RecordEvent::stop, reloads_now_ ? "reload" : "shutdown");
  wait_while([this] { return !accounting_.is_idle(); });
}

aaa::Accounting::Environment Router::accounting_environment() {
  return {.loop = loops_.first(),
          .clock = clock_,
          .config = running_,
          .offload = offload_,
          .send = [this](aaa::AccountingRecord record,
                         std::string group) { return account(std::move(record), std::move(group)); },
          .spool = &spool_,
          .debug =
              [this](std::string_view line) {
                if (debug_.accounting) log_.debug(std::string{line});
              },
          .warn = [this](std::string_view what) { log::accounting_trouble(log_, what); }};
}

net::Task<aaa::ServerAnswer> Router::account(aaa::AccountingRecord record, std::string group) {
  const auto config = running_.snapshot();
  config::Method method{config::MethodKind::group_named, group};
  if (group == "tacacs+") method.kind = config::MethodKind::group_tacacs;
  if (group == "radius") method.kind = config::MethodKind::group_radius;
  co_return co_await servers_.account(*config, std::move(method), std::move(record));
}

aaa::Servers::Environment Router::server_environment() {
  return {.loop = loops_.first(),
          .clock = clock_,
          .random = random_,
          .dialers =
              [this](const std::string& source) {
                return std::make_shared<net::SocketDialer>(loops_.first(), source);
              },
          .tls =
              [this](const config::TlsConfig& tls, const std::string& address) {
                return secure_link({loops_.first(), offload_, files_}, tls, address);
              },
          .debug_tacacs = debug_line(debug_.tacacs),
          .debug_radius = debug_line(debug_.radius),
          .died = [this](const aaa::Server& server) { log::aaa_server_dead(log_, server.name()); }};
}

void Router::mount(Storage storage) {
  files_.mount("flash", std::move(storage.flash));
  files_.alias("bootflash", "flash");
  files_.mount("nvram", std::move(storage.nvram));
  std::vector<vfs::GeneratedFile> generated;
  generated.push_back(
      {.name = "running-config",
       .content = [this] { return commands::running_configuration(*running_.snapshot(), history_); },
       .replace = [this](std::string text) { return merge(std::move(text)); }});
  files_.mount("system", vfs::make_generated(std::move(generated)));
  files_.mount("null", vfs::make_null());
  files_.mount("tmpsys", vfs::make_memory(tmpsys_size, clock_));
}

Result<void> Router::boot() {
  if (auto loaded = host_keys_.load(); !loaded) return loaded;
  if (auto loaded = places_.server_keys().load(); !loaded) return loaded;
  put_back_unconfirmed();
  load_configuration();
  const auto config = running_.snapshot();
  if (options_.generate_keys) {
    const std::string domain = config->domain_name.empty() ? "" : "." + config->domain_name;
    if (auto made = host_keys_.generate_missing(config->hostname + domain); !made) return made;
  }
  // Not before: nobody should meet a router that has made only some of its keys.
  booted_ = true;
  reloads_.run_on(loops_.first());
  machine_.measure_on(loops_.first());
  rollbacks_.run_on(loops_.first(), services_);
  loops_.first().spawn(archive_from_time_to_time(services_));
  open_console();
  log::restart(log_, "Ferry " + facts_.version());
  accounting_.start();
  accounting_.device(aaa::RecordEvent::start, start_.reason);
  if (!host_keys_.has_rsa()) {
    announce(
        "ferry: SSH is off until there is an RSA key: start with --generate-keys, or use --console and type "
        "'crypto key generate rsa modulus 3072'");
    return {};
  }
  if (const auto opened = server_.open(options_.listen); !opened) return opened;
  follow_keys();
  return {};
}

// The device went down while a change waited to be confirmed, and somebody had saved it.
void Router::put_back_unconfirmed() {
  const auto put_back = commands::put_back_confirmed_startup(files_);
  if (!put_back) log::startup_not_put_back(log_, put_back.error().message);
  if (put_back && *put_back) log::startup_put_back(log_);
}

void Router::load_configuration() {
  const auto stored = vfs::Path{"nvram"}.child(startup_config);
  const std::string text =
      start_.configuration ? *start_.configuration : read_text(files_, *stored).value_or("");
  commands::ApplyContext context{*hasher_, facts_.vocabulary()};
  const auto applied = commands::apply_configuration({}, text, context);
  running_.replace(applied.config);
  facts_.configuration_changed();  // opens no port yet
  report(applied, start_.configuration_name);
  for (const auto& error : applied.errors) announce(error.text());
}

void Router::report(const commands::Applied& applied, std::string_view source) {
  for (const auto& error : applied.errors) {
    log::configuration_line_refused(log_, {source, error.number, error.column + 1, error.message});
  }
}

Result<vfs::Committed> Router::merge(std::string text) {
  commands::ApplyContext context{*hasher_, facts_.vocabulary()};
  const auto applied = running_.update([&](config::Config& config) {
    auto outcome = commands::apply_configuration(config, text, context);
    config = outcome.config;
    return outcome;
  });
  for (const auto& user : applied.changed_users) log::username_configured(log_, user);
  history_.changed({clock_.wall_now(), ""});
  std::vector<std::string> troubles = facts_.configuration_changed();
  report(applied, "running-config");
  vfs::Committed committed{.warnings = std::move(troubles)};
  // Not the line itself: the log gets these words too, and the line may hold a password.
  for (const auto& error : applied.errors) {
    committed.warnings.push_back(
        fmt::format("line {}, column {}: {}", error.number, error.column + 1, error.message));
  }
  return committed;
}

void Router::follow_keys() {
  const std::lock_guard lock{ssh_switch_};
  if (!booted_) return;
  const bool wanted = host_keys_.has_rsa();
  if (wanted && server_.addresses().empty()) {
    if (const auto opened = server_.open(options_.listen); !opened) {
      announce("ferry: " + opened.error().message);
      return;
    }
  }
  if (wanted) open_rotary_ports();
  if (!wanted) server_.close();
  if (facts_.is_ssh_enabled() == wanted) return;
  facts_.ssh_enabled(wanted);
  wanted ? log::ssh_enabled(log_) : log::ssh_disabled(log_);
  for (const auto& address : server_.addresses()) announce("ferry: listening on " + address.text());
}

std::vector<std::string> Router::follow_ports() {
  const std::lock_guard lock{ssh_switch_};
  if (!booted_ || server_.addresses().empty()) return {};
  return open_rotary_ports();
}

std::vector<std::string> Router::open_rotary_ports() {
  std::vector<std::string> troubles;
  for (const auto& trouble : server_.open_rotary(server::rotary_ports(running_.snapshot()->ssh))) {
    log::ssh_port_not_opened(log_, trouble.port, trouble.reason);
    troubles.push_back(fmt::format("% Port {} is not open: {}", trouble.port, trouble.reason));
  }
  return troubles;
}

void Router::announce(const std::string& line) const {
  if (options_.announce) options_.announce(line);
}

void Router::open_console() {
  if (start_.console == nullptr) return;
  auto listener = net::LocalListener::open(loops_.first(), *start_.console);
  if (!listener) return announce("ferry: console: " + listener.error().message);
  console_listener_ = std::move(*listener);
  loops_.first().spawn(console_.accept(loops_.first(), console_listener_));
}

net::Task<void> Router::console_flow(std::shared_ptr<net::DescriptorStream> stream, bool echo,
                                     net::EventLoop& loop) {
  commands::Terminal terminal{.loop = loop,
                              .stream = std::move(stream),
                              .echo = echo ? commands::Echo::on : commands::Echo::off,
                              .mailbox = std::make_shared<commands::Mailbox>(loop)};
  co_await console_.serve(std::move(terminal));
  loop.stop();
}

Router::ConsoleEnd Router::run_console(int input, int output, bool echo) {
  net::EventLoop loop;
  auto opened = net::DescriptorStream::open(loop, input, output);
  if (!opened) {
    announce("ferry: " + opened.error().message);
    return ConsoleEnd::left;
  }
  const std::shared_ptr<net::DescriptorStream> stream{std::move(*opened)};
  {
    const std::lock_guard lock{console_mutex_};
    if (console_stopped_) return ConsoleEnd::stopped;
    console_stream_ = stream.get();
    console_loop_ = &loop;
  }
  loop.spawn(console_flow(stream, echo, loop));
  loop.run();
  const std::lock_guard lock{console_mutex_};
  console_stream_ = nullptr;
  console_loop_ = nullptr;
  return console_stopped_ ? ConsoleEnd::stopped : ConsoleEnd::left;
}

void Router::stop_console() {
  const std::lock_guard lock{console_mutex_};
  console_stopped_ = true;
  if (console_stream_ != nullptr) console_loop_->post([stream = console_stream_] { stream->close(); });
}

}  // namespace ferry::device
