#pragma once

#include <memory>
#include <string>
#include <utility>

#include "aaa/authenticator.h"
#include "aaa/servers.h"
#include "commands/log_routes.h"
#include "commands/session.h"
#include "commands/versions.h"
#include "configuration_support.h"
#include "net/event_loop.h"
#include "support/fake_clock.h"
#include "support/fixed_random.h"
#include "support/memory_remotes.h"
#include "support/memory_stream.h"
#include "support/run_flow.h"
#include "vfs/memory_file_systems.h"

namespace ferry::testing {

/// Host keys that are only descriptions.
class ListedHostKeys final : public commands::HostKeyStore {
 public:
  [[nodiscard]] std::vector<commands::HostKeyInfo> list() const override { return keys; }
  Result<commands::HostKeyInfo> generate(const commands::HostKeyRequest& request) override {
    if (fails) return failure(ErrorCode::no_space);
    commands::HostKeyInfo key{.label = request.label,
                              .type = request.type,
                              .bits = request.bits,
                              .created = {},
                              .ssh_blob = {0, 0, 0, 7, 's', 's', 'h', '-', 'r', 's', 'a', 1, 2, 3},
                              .der = ByteVector(40, Byte{0xa5})};
    key.ssh_blob.resize(70, Byte{'k'});
    keys.push_back(key);
    return key;
  }
  Result<std::size_t> zeroize(commands::HostKeyType type, const std::optional<std::string>& label) override {
    return std::erase_if(keys, [&](const commands::HostKeyInfo& key) {
      return key.type == type && (!label || key.label == *label);
    });
  }

  std::vector<commands::HostKeyInfo> keys;
  bool fails = false;
};

/// A machine with two interfaces, on a disk that was written at the beginning of 2025.
class FixedMachine final : public commands::Machine {
 public:
  [[nodiscard]] std::string architecture() const override { return "x86_64"; }
  [[nodiscard]] std::string serial() const override { return "9ABCDEF0123"; }
  [[nodiscard]] commands::Image image() const override {
    using namespace std::chrono;
    return {.path = "/usr/bin/ferry", .made = sys_days{2025y / 1 / 2} + 3h + 4min, .compiler = "clang"};
  }
  [[nodiscard]] commands::MemoryUse memory() const override {
    return {.total = 2048U << 20, .free = 1024U << 20, .lowest_free = 512U << 20};
  }
  [[nodiscard]] commands::ProcessorUse processor() const override {
    return {.five_seconds = 0.0234,
            .one_minute = 0.0111,
            .five_minutes = 0.0049,
            .kernel = 0.0051,
            .runtime = std::chrono::milliseconds{12345},
            .switches = 1000,
            .process = 42};
  }
  [[nodiscard]] std::vector<net::Interface> interfaces() const override { return all; }

  std::vector<net::Interface> all{
      {.name = "lo",
       .is_up = true,
       .is_running = true,
       .is_loopback = true,
       .addresses = {{.address = "127.0.0.1", .prefix = 8}},
       .mtu = 65536},
      {.name = "eth0",
       .is_up = true,
       .is_running = true,
       .hardware_address = std::array<Byte, 6>{2, 0x42, 0xac, 0x11, 0, 2},
       .addresses = {{.address = "10.1.1.1", .prefix = 24, .broadcast = "10.1.1.255"}},
       .mtu = 1500,
       .kilobits = 1'000'000,
       .input = {.packets = 100, .bytes = 20000, .errors = 1, .dropped = 2},
       .output = {.packets = 50, .bytes = 10000},
       .errors = {.crc = 1}},
      {.name = "eth1", .hardware_address = std::array<Byte, 6>{2, 0x42, 0xac, 0x11, 0, 3}, .mtu = 1500}};
};

class FixedFacts final : public commands::DeviceFacts {
 public:
  FixedFacts(TimePoint started, const config::Store& running, commands::LogRoutes& routes)
      : started_(started), running_(running), routes_(routes) {}
  [[nodiscard]] std::string version() const override { return "1.2.3"; }
  [[nodiscard]] TimePoint started() const override { return started_; }
  [[nodiscard]] std::string platform() const override { return "Linux 6.1.0 x86_64"; }
  [[nodiscard]] const commands::Machine& machine() const override { return fixed_machine; }
  [[nodiscard]] std::string configuration_source() const override { return "nvram:startup-config"; }
  [[nodiscard]] commands::SshFacts ssh() const override { return facts; }
  [[nodiscard]] std::string host_certificate_trouble(const std::string& file) const override {
    const auto found = certificate_troubles.find(file);
    return found == certificate_troubles.end() ? std::string{} : found->second;
  }
  [[nodiscard]] commands::Vocabulary vocabulary() const override { return test_vocabulary(); }
  [[nodiscard]] std::vector<commands::SshSessionFacts> ssh_sessions() const override { return sessions; }
  [[nodiscard]] commands::LoggingFacts logging() const override {
    auto now = logged;
    now.console = routes_.console().count();
    now.monitors = routes_.monitors().count();
    return now;
  }
  std::vector<std::string> configuration_changed() override {
    ++changes;
    routes_.follow(*running_.snapshot());
    return std::exchange(troubles, {});
  }

  FixedMachine fixed_machine;
  commands::SshFacts facts;
  std::vector<commands::SshSessionFacts> sessions;
  std::map<std::string, std::string> certificate_troubles;  // by file
  commands::LoggingFacts logged;
  int changes = 0;
  std::vector<std::string> troubles;  // of the next change

 private:
  TimePoint started_;
  const config::Store& running_;
  commands::LogRoutes& routes_;
};

/// Who was disconnected, and why.
class NotedDisconnects final : public commands::SessionControl {
 public:
  bool disconnect(unsigned vty, std::string reason) override {
    noted.emplace_back(vty, std::move(reason));
    return vty < connected;
  }

  unsigned connected = 1;
  std::vector<std::pair<unsigned, std::string>> noted;
};

class NotedReloads final : public commands::Reloader {
 public:
  void schedule(Plan plan) override { current = std::move(plan); }
  bool cancel() override { return std::exchange(current, std::nullopt).has_value(); }
  [[nodiscard]] std::optional<Plan> planned() const override { return current; }
  [[nodiscard]] std::string last_reason() const override { return "power-on"; }

  std::optional<Plan> current;
};

/// Host keys of other machines in memory.
class ListedServerKeys final : public transfer::ServerKeyStore {
 public:
  [[nodiscard]] std::vector<transfer::ServerKey> list() const override { return keys; }
  Result<void> learn(transfer::ServerKey key) override {
    keys.push_back(std::move(key));
    return {};
  }
  Result<std::size_t> forget(const std::string& host) override {
    if (fails) return failure(ErrorCode::no_space);
    return std::erase_if(keys, [&](const auto& key) { return host.empty() || key.server.host == host; });
  }

  std::vector<transfer::ServerKey> keys;
  bool fails = false;
};

/// A change that waits for `configure confirm`, without a clock.
class NotedRollbacks final : public commands::RollbackTimer {
 public:
  bool start(Plan plan) override {
    if (current) return false;
    current = std::move(plan);
    return true;
  }
  bool restart(Kind kind, std::chrono::minutes after, WallTime configured) override {
    if (!current) return false;
    current->kind = kind;
    current->after = after;
    current->configured = configured;
    return true;
  }
  [[nodiscard]] std::optional<Plan> pending() const override { return current; }
  std::optional<Plan> claim() override { return current; }
  void finish() override { current.reset(); }

  std::optional<Plan> current;
};

/// Nothing can be reached.
class NoNetwork final : public net::Dialer {
 public:
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    co_return failure(ErrorCode::io, "there is no network");
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::io, "there is no network");
  }
};

/// A device in memory, with everything that commands work on and nothing else.
struct TestDevice {
  explicit TestDevice(config::Config config = {}) : running(std::move(config)) {
    files.mount("flash", vfs::make_memory(1 << 20, clock, "flash"));
    files.alias("bootflash", "flash");
    files.mount("nvram", vfs::make_memory(1 << 16, clock, "nvram"));
    files.mount("null", vfs::make_null());
    files.mount("tmpsys", vfs::make_memory(1 << 16, clock));
    std::vector<vfs::GeneratedFile> generated;
    generated.push_back({.name = "running-config",
                         .content = [this] { return commands::render(*running.snapshot()); },
                         .replace = nullptr});
    files.mount("system", vfs::make_generated(std::move(generated), clock));
    routes.follow(*running.snapshot());
    services.servers = &servers;
  }
  ~TestDevice() { servers.shut_down(); }

  void write_file(std::string_view name, std::string_view content) {
    const auto path = files.parse(name, files.root());
    auto file = files.create(*path, {});
    const std::array<Bytes, 1> pieces{as_bytes(content)};
    (void)(*file)->write_at(0, pieces);
    (void)(*file)->commit();
  }

  FakeClock clock;
  FixedRandom random;
  config::Store running;
  commands::ConfigurationHistory history;
  log::Log log{clock};
  log::Buffer log_buffer{4096};
  vfs::Mounts files{"flash"};
  net::Offload offload{1};
  commands::DebugFlags debug;
  ListedHostKeys host_keys;
  PlainHasher hasher;
  aaa::Authenticator authenticator{running, offload, random};
  aaa::Lockouts lockouts{clock};
  commands::Typists typists;
  commands::LogRoutes routes{log, log_buffer, typists};
  FixedFacts facts{clock.now(), running, routes};
  NotedDisconnects sessions;
  NotedReloads reloads;
  aaa::LoginWatch logins{clock};
  MemoryRemotes remotes;
  ListedServerKeys server_keys;
  NotedRollbacks rollbacks;
  net::EventLoop server_loop;  // never runs: only what is known of servers counts here
  aaa::Servers servers{
      {.loop = server_loop,
       .clock = clock,
       .random = random,
       .dialers = [](const std::string&) { return std::make_shared<NoNetwork>(); },
       .tls = [](const config::TlsConfig&, const std::string&) { return aaa::SecureLink{}; }}};
  commands::Versions versions{.timer = rollbacks};
  commands::Services services{running,     history,  log,      log_buffer, files,  offload,
                              clock,       random,   debug,    host_keys,  hasher, authenticator,
                              facts,       typists,  sessions, reloads,    logins, remotes,
                              server_keys, versions, nullptr,  &lockouts};
};

inline const commands::Identity administrator{
    .user = "admin", .privilege = 15, .address = "10.1.1.2", .line = 0};
inline const commands::Identity guest{.user = "guest", .privilege = 1, .address = "10.1.1.3", .line = 1};
inline const commands::Identity at_console{.user = "", .privilege = 1, .address = "console", .line = 0};

struct Answer {
  int status = -1;
  std::string text;
};

/// `ssh host COMMAND`.
inline Answer run_command(TestDevice& device, std::string line,
                          const commands::Identity& who = administrator) {
  struct Flow {
    static net::Task<void> run(commands::Session& session, std::string line, int& status) {
      status = co_await commands::run_exec(session, std::move(line));
    }
  };
  ScriptedStream stream{""};
  commands::StreamOutput output{stream, commands::LineEnds::lf};
  commands::Session session{device.services, who, output};
  Answer answer;
  net::EventLoop loop;
  loop.spawn(Flow::run(session, std::move(line), answer.status));
  loop.run_until_idle();
  answer.text = stream.output();
  return answer;
}

/// A shell in which `keys` are typed. Lines end in LF, also with a terminal.
inline Answer run_keys(TestDevice& device, std::string keys, const commands::Identity& who = administrator,
                       commands::Echo echo = commands::Echo::on,
                       commands::LineEnds ends = commands::LineEnds::lf) {
  struct Flow {
    static net::Task<void> run(commands::Session& session, commands::Terminal terminal, int& status) {
      status = co_await commands::run_shell(session, std::move(terminal));
    }
  };
  const auto stream = std::make_shared<ScriptedStream>(std::move(keys));
  commands::StreamOutput output{*stream, ends};
  commands::Session session{device.services, who, output};
  Answer answer;
  net::EventLoop loop;
  commands::Terminal terminal{
      .loop = loop, .stream = stream, .echo = echo, .mailbox = std::make_shared<commands::Mailbox>(loop)};
  loop.spawn(Flow::run(session, std::move(terminal), answer.status));
  settle(loop, device.offload);
  answer.text = stream->output();
  return answer;
}

}  // namespace ferry::testing
