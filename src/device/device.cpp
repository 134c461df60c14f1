#include "device/device.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "aaa/authenticator.h"
#include "commands/apply.h"
#include "commands/render.h"
#include "commands/session.h"
#include "crypto/random.h"
#include "device/facts.h"
#include "device/host_keys.h"
#include "device/reloads.h"
#include "device/sandbox.h"
#include "log/catalogue.h"
#include "log/line_sink.h"
#include "net/descriptor_stream.h"
#include "server/ssh_server.h"
#include "vfs/directory_file_system.h"
#include "vfs/host_file.h"
#include "vfs/memory_file_systems.h"

namespace ferry::device {
namespace {

/// startup-config and what else the router keeps: a large configuration has some hundred KiB.
constexpr std::uint64_t nvram_size = std::uint64_t{4} << 20;
/// A few PEM files.
constexpr std::uint64_t key_storage_size = std::uint64_t{1} << 20;
constexpr std::uint64_t tmpsys_size = std::uint64_t{16} << 20;
/// A configuration file of the host may be this long.
constexpr std::size_t longest_configuration = std::size_t{16} << 20;
/// Disk calls, password hashes and signatures that may run at once.
constexpr std::size_t offload_threads = 4;

/// How long clients have to hear that the router goes down.
constexpr auto farewell_time = std::chrono::milliseconds{500};

constexpr std::string_view startup_config = "startup-config";

std::size_t loop_count() {
  return std::max(1U, std::thread::hardware_concurrency());
}

struct Storage {
  std::unique_ptr<vfs::FileSystem> flash, nvram, keys;
};

Result<std::unique_ptr<vfs::FileSystem>> open_part(const std::filesystem::path& directory,
                                                   std::string_view type, std::uint64_t capacity) {
  auto opened = vfs::open_directory(directory, {.type = type, .capacity = capacity});
  if (!opened)
    return failure(opened.error().code, fmt::format("{}: {}", directory.string(), opened.error().message));
  return opened;
}

Result<Storage> open_storage(const Options& options) {
  Storage storage;
  auto flash = open_part(options.state / "flash", "flash", options.flash_size);
  if (!flash) return std::unexpected(std::move(flash.error()));
  auto nvram = open_part(options.state / "nvram", "nvram", nvram_size);
  if (!nvram) return std::unexpected(std::move(nvram.error()));
  auto keys = open_part(options.state / "keys", "opaque", key_storage_size);
  if (!keys) return std::unexpected(std::move(keys.error()));
  return Storage{std::move(*flash), std::move(*nvram), std::move(*keys)};
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

/// The parts in the order they depend on each other; they go in the opposite order.
class Device::Parts {
 public:
  /// `configuration` takes the place of nvram:startup-config.
  Parts(Options options, Storage storage, std::optional<std::string> configuration);
  ~Parts();

  Result<void> boot();
  void announce(const std::string& line) const;
  [[nodiscard]] std::vector<net::Address> addresses() const { return server_.addresses(); }
  void run_console(int input, int output, bool echo);
  void stop_console();

 private:
  void mount(Storage storage);
  void load_configuration();
  void report(const commands::Applied& applied, std::string_view source);
  Result<vfs::Committed> merge(std::string text);
  void follow_keys();
  net::Task<void> console_flow(std::shared_ptr<net::DescriptorStream> stream, bool echo,
                               net::EventLoop& loop);

  Options options_;
  std::optional<std::string> configuration_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  log::Log log_{clock_};
  log::LineSink standard_error_{log::to_descriptor(STDERR_FILENO)};
  log::Buffer log_buffer_{config::LoggingConfig{}.buffered_bytes};
  config::Store running_;
  commands::ConfigurationHistory history_;
  commands::DebugFlags debug_;
  std::unique_ptr<vfs::FileSystem> key_storage_;
  vfs::Mounts files_{"flash"};
  net::Offload offload_{offload_threads};
  HostKeys host_keys_;
  std::unique_ptr<commands::Hasher> hasher_ = commands::make_hasher(random_);
  aaa::Authenticator authenticator_{running_, offload_, random_};
  server::SessionRegistry sessions_;
  Facts facts_{{running_, sessions_, log_buffer_, log_, clock_}};
  commands::Typists typists_;
  Reloads reloads_;
  aaa::LoginWatch logins_{clock_};
  commands::Services services_{running_, history_, log_,      log_buffer_, files_,   offload_,
                               clock_,   random_,  debug_,    host_keys_,  *hasher_, authenticator_,
                               facts_,   typists_, sessions_, reloads_,    logins_};
  std::mutex ssh_switch_;
  std::atomic<bool> booted_ = false;
  std::mutex console_mutex_;
  net::DescriptorStream* console_ = nullptr;
  net::EventLoop* console_loop_ = nullptr;
  net::EventLoops loops_{loop_count()};
  server::SshServer server_{{services_, host_keys_, sessions_}, loops_};
};

Device::Parts::Parts(Options options, Storage storage, std::optional<std::string> configuration)
    : options_(std::move(options)),
      configuration_(std::move(configuration)),
      key_storage_(std::move(storage.keys)),
      host_keys_(*key_storage_, clock_, log_, [this] { follow_keys(); }) {
  log_.add(log_buffer_, log::Severity::debugging);
  if (options_.console_log) log_.add(standard_error_, log::Severity::debugging);
  mount(std::move(storage));
}

Device::Parts::~Parts() {
  server_.close();
  server_.end_sessions("the router goes down");
  const TimePoint patience = clock_.now() + farewell_time;
  while (sessions_.size() > 0 && clock_.now() < patience)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  loops_.stop();
  offload_.finish();
}

void Device::Parts::mount(Storage storage) {
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

Result<void> Device::Parts::boot() {
  if (auto loaded = host_keys_.load(); !loaded) return loaded;
  load_configuration();
  const auto config = running_.snapshot();
  if (options_.generate_keys) {
    const std::string domain = config->domain_name.empty() ? "" : "." + config->domain_name;
    if (auto made = host_keys_.generate_missing(config->hostname + domain); !made) return made;
  }
  // Not before: nobody should meet a router that has made only some of its keys.
  booted_ = true;
  log::restart(log_, "Ferry " + facts_.version());
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

void Device::Parts::load_configuration() {
  const auto stored = vfs::Path{"nvram"}.child(startup_config);
  const std::string text = configuration_ ? *configuration_ : read_text(files_, *stored).value_or("");
  commands::ApplyContext context{*hasher_, facts_.vocabulary()};
  const auto applied = commands::apply_configuration({}, text, context);
  running_.replace(applied.config);
  facts_.configuration_changed();
  report(applied, options_.config ? options_.config->string() : std::string{startup_config});
  for (const auto& error : applied.errors) announce(error.text());
}

void Device::Parts::report(const commands::Applied& applied, std::string_view source) {
  for (const auto& error : applied.errors) {
    log::configuration_line_refused(log_, {source, error.number, error.column + 1, error.message});
  }
}

Result<vfs::Committed> Device::Parts::merge(std::string text) {
  commands::ApplyContext context{*hasher_, facts_.vocabulary()};
  const auto applied = running_.update([&](config::Config& config) {
    auto outcome = commands::apply_configuration(config, text, context);
    config = outcome.config;
    return outcome;
  });
  for (const auto& user : applied.changed_users) log::username_configured(log_, user);
  history_.changed({clock_.wall_now(), ""});
  facts_.configuration_changed();
  report(applied, "running-config");
  vfs::Committed committed;
  // Not the line itself: the log gets these words too, and the line may hold a password.
  for (const auto& error : applied.errors) {
    committed.warnings.push_back(
        fmt::format("line {}, column {}: {}", error.number, error.column + 1, error.message));
  }
  return committed;
}

void Device::Parts::follow_keys() {
  const std::lock_guard lock{ssh_switch_};
  if (!booted_) return;
  const bool wanted = host_keys_.has_rsa();
  if (wanted && server_.addresses().empty()) {
    if (const auto opened = server_.open(options_.listen); !opened) {
      announce("ferry: " + opened.error().message);
      return;
    }
  }
  if (!wanted) server_.close();
  if (facts_.ssh().enabled == wanted) return;
  facts_.ssh_enabled(wanted);
  wanted ? log::ssh_enabled(log_) : log::ssh_disabled(log_);
  for (const auto& address : server_.addresses()) announce("ferry: listening on " + address.text());
}

void Device::Parts::announce(const std::string& line) const {
  if (options_.announce) options_.announce(line);
}

net::Task<void> Device::Parts::console_flow(std::shared_ptr<net::DescriptorStream> stream, bool echo,
                                            net::EventLoop& loop) {
  commands::StreamOutput output{*stream, echo ? commands::LineEnds::crlf : commands::LineEnds::lf};
  const commands::Identity identity{.user = "", .privilege = 1, .address = "console", .line = 0};
  commands::Session session{services_, identity, output};
  commands::Terminal terminal{.loop = loop,
                              .stream = std::move(stream),
                              .echo = echo ? commands::Echo::on : commands::Echo::off,
                              .mailbox = std::make_shared<commands::Mailbox>(loop)};
  co_await commands::run_shell(session, std::move(terminal));
  loop.stop();
}

void Device::Parts::run_console(int input, int output, bool echo) {
  net::EventLoop loop;
  auto opened = net::DescriptorStream::open(loop, input, output);
  if (!opened) return announce("ferry: " + opened.error().message);
  const std::shared_ptr<net::DescriptorStream> stream{std::move(*opened)};
  {
    const std::lock_guard lock{console_mutex_};
    console_ = stream.get();
    console_loop_ = &loop;
  }
  loop.spawn(console_flow(stream, echo, loop));
  loop.run();
  const std::lock_guard lock{console_mutex_};
  console_ = nullptr;
  console_loop_ = nullptr;
}

void Device::Parts::stop_console() {
  const std::lock_guard lock{console_mutex_};
  if (console_ != nullptr) console_loop_->post([stream = console_] { stream->close(); });
}

Device::Device(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Device::~Device() = default;

Result<std::unique_ptr<Device>> Device::boot(Options options) {
  // The sandbox comes before the first thread and after the last look outside the state directory.
  std::optional<std::string> configuration;
  auto storage = open_storage(options);
  if (!storage) return std::unexpected(std::move(storage.error()));
  if (options.config) {
    auto text = vfs::read_host_file(*options.config, longest_configuration);
    if (!text) return std::unexpected(std::move(text.error()));
    configuration = std::move(*text);
  }
  const auto unprotected = options.sandbox ? enter_sandbox(options.state) : std::vector<std::string>{};
  auto parts = std::make_unique<Parts>(std::move(options), std::move(*storage), std::move(configuration));
  for (const auto& line : unprotected) parts->announce("ferry: warning: " + line);
  if (auto booted = parts->boot(); !booted) return std::unexpected(std::move(booted.error()));
  return std::unique_ptr<Device>(new Device{std::move(parts)});
}

std::vector<net::Address> Device::addresses() const {
  return parts_->addresses();
}

void Device::run_console(int input, int output, bool echo) {
  parts_->run_console(input, output, echo);
}

void Device::stop_console() {
  parts_->stop_console();
}

}  // namespace ferry::device
