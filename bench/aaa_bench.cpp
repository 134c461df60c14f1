// rooms: aaa crypto net base
// What logins with AAA servers cost this device: exchanges with a RADIUS and a TACACS+ server on loopback,
// one after the other and 5,000 at one time, and what a dead server of two adds. The servers run on threads
// of their own; the figures are of the one thread that asks.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "aaa/radius/clients.h"
#include "aaa/tacacs/clients.h"
#include "crypto/random.h"

namespace ferry::aaa {
namespace {

const Secret key{"the key of the bench"};
constexpr auto timeout = std::chrono::seconds{1};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket of the kernel on a port that it picks.
struct Port {
  explicit Port(int type) : socket(::socket(AF_INET, type, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    number = ntohs(address.sin_port);
  }
  ~Port() { ::close(socket); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  int socket;
  std::uint16_t number = 0;
};

ByteVector radius_accept(const radius::Packet& request) {
  using namespace radius;
  AttributeWriter writer;
  writer.add(AttributeType::message_authenticator, PacketAuthenticator{});
  const ByteVector attributes = writer.finish().value();
  ByteVector bytes =
      encode(Code::access_accept, request.identifier, request.authenticator, attributes).value();
  const auto signature = message_authenticator(bytes, key);
  std::ranges::copy(signature, bytes.begin() + header_size + 2);
  const auto authenticator = response_authenticator(bytes, request.authenticator, key);
  std::ranges::copy(authenticator, bytes.begin() + authenticator_at);
  return bytes;
}

/// Accepts everybody, as fast as it can.
class RadiusPeer {
 public:
  RadiusPeer() {
    constexpr int burst = 16 << 20;  // else the kernel drops what 5,000 logins send at once
    if (::setsockopt(port_.socket, SOL_SOCKET, SO_RCVBUFFORCE, &burst, sizeof burst) != 0)
      ::setsockopt(port_.socket, SOL_SOCKET, SO_RCVBUF, &burst, sizeof burst);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~RadiusPeer() {
    ended_ = true;
    const Port own{SOCK_DGRAM};
    const sockaddr_in there = loopback(port_.number);
    ::sendto(own.socket, "", 0, 0, reinterpret_cast<const sockaddr*>(&there), sizeof there);
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return port_.number; }

 private:
  void serve() {
    ByteVector buffer(radius::longest_packet);
    while (!ended_) {
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const auto came = ::recvfrom(port_.socket, buffer.data(), buffer.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &size);
      const auto request =
          radius::decode(Bytes{buffer}.first(static_cast<std::size_t>(std::max<ssize_t>(came, 0))));
      if (!request) continue;
      const ByteVector reply = radius_accept(*request);
      ::sendto(port_.socket, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }

  Port port_{SOCK_DGRAM};
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

/// Asks for the password and takes any. A thread for each connection; these are few.
class TacacsPeer {
 public:
  TacacsPeer() {
    ::listen(port_.socket, 4096);
    thread_ = std::thread{[this] { accept_all(); }};
  }
  ~TacacsPeer() {
    ::shutdown(port_.socket, SHUT_RDWR);
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return port_.number; }

 private:
  void accept_all() {
    std::vector<std::thread> threads;
    for (;;) {
      const int connection = ::accept(port_.socket, nullptr, nullptr);
      if (connection < 0) break;
      const int on = 1;
      ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      threads.emplace_back([connection] { serve(connection); });
    }
    for (std::thread& one : threads) one.join();
  }
  static bool read(int connection, MutableBytes into) {
    return ::recv(connection, into.data(), into.size(), MSG_WAITALL) == static_cast<ssize_t>(into.size());
  }
  static void serve(int connection) {
    using namespace tacacs;
    std::array<Byte, header_size> head{};
    while (read(connection, head)) {
      const auto header = decode_header(head);
      ByteVector body(header->length);
      if (!read(connection, body)) break;
      Header back = *header;
      ++back.sequence;
      const auto status = back.sequence == 2 ? AuthenticationStatus::get_pass : AuthenticationStatus::pass;
      const ByteVector reply = seal(back, encode(AuthenticationReply{.status = status}).value(), &key);
      if (::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(connection);
  }

  Port port_{SOCK_STREAM};
  std::thread thread_;
};

/// Everything that asks: one loop on one thread.
struct Device {
  Device() { config.key = config::SharedKey{.text = std::string{as_text(key.reveal())}}; }
  net::EventLoop loop;
  SystemClock clock;
  crypto::SystemRandom random;
  config::RadiusConfig config;
  config::DeadCriteria criteria;

  auto dialers() {
    return [this](const std::string& source) { return std::make_shared<net::SocketDialer>(loop, source); };
  }
};

AuthenticationRequest login() {
  static const auto password = std::make_shared<const Secret>("lab");
  return {.service = Service::login,
          .origin = {.user = "user1", .address = "10.1.1.2", .line = 2},
          .password = password};
}

/// Logins of one group that are under way at one time.
struct Batch {
  std::vector<std::unique_ptr<GroupDialogue>> dialogues = {};
  std::size_t left = 0, passed = 0;
};

net::Task<void> run_one(GroupDialogue& dialogue, net::EventLoop& loop, Batch& batch) {
  const auto step = co_await dialogue.start();
  const auto* const answer = std::get_if<ServerAnswer>(&step);
  if (answer != nullptr && answer->outcome == Outcome::pass) ++batch.passed;
  if (--batch.left == 0) loop.stop();
}

/// False unless all of them come in.
bool log_in(Device& device, const std::vector<GroupMember>& members, std::size_t count) {
  Batch batch{.left = count};
  for (std::size_t index = 0; index < count; ++index) {
    ServerGroup group{{device.clock, device.criteria, {}}, members};
    batch.dialogues.push_back(std::make_unique<GroupDialogue>(std::move(group), login()));
    device.loop.spawn(run_one(*batch.dialogues.back(), device.loop, batch));
  }
  device.loop.run_until_idle();  // or until `run_one` stops it
  return batch.passed == count;
}

void measure(benchmark::State& state, Device& device, const std::vector<GroupMember>& members) {
  const auto at_once = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    if (!log_in(device, members, at_once)) state.SkipWithError("a login failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

config::RadiusServer radius_server(std::string name, std::uint16_t port) {
  return {.name = std::move(name),
          .address = "127.0.0.1",
          .authentication_port = port,
          .timeout = timeout,
          .retransmit = 3};
}

void logins_with_radius(benchmark::State& state) {
  const RadiusPeer peer;
  Device device;
  device.config.servers = {radius_server("ONE", peer.port())};
  radius::Clients clients{{device.loop, device.clock, device.random, {}}, device.dialers(), {}};
  measure(state, device, clients.all(device.config));
  clients.shut_down();
}
BENCHMARK(logins_with_radius)->Arg(1)->Arg(100)->Arg(5000)->Unit(benchmark::kMillisecond);

void logins_with_tacacs(benchmark::State& state) {
  const TacacsPeer peer;
  Device device;
  config::TacacsConfig config;
  config.servers = {{.name = "ONE",
                     .address = "127.0.0.1",
                     .key = device.config.key,
                     .port = peer.port(),
                     .timeout = std::chrono::seconds{30}}};
  tacacs::Clients clients{{device.loop, device.clock, device.random, {}}, device.dialers(), {}};
  measure(state, device, clients.all(config));
  clients.shut_down();
}
BENCHMARK(logins_with_tacacs)->Arg(1)->Arg(100)->Arg(5000)->Unit(benchmark::kMillisecond);

/// How many of 200 logins, one after the other, take longer because the first of two servers is dead: the
/// figure `waited`, which has to be 1.
void logins_with_a_dead_server_of_two(benchmark::State& state) {
  const Port dead{SOCK_DGRAM};
  const RadiusPeer alive;
  Device device;
  device.config.servers = {radius_server("DEAD", dead.number), radius_server("ALIVE", alive.port())};
  device.config.servers[0].retransmit = 0;
  radius::Clients clients{{device.loop, device.clock, device.random, {}}, device.dialers(), {}};
  const auto members = clients.all(device.config);
  double waited = 0;
  for (auto _ : state) {
    for (int count = 0; count < 200; ++count) {
      const TimePoint begin = device.clock.now();
      if (!log_in(device, members, 1)) state.SkipWithError("a login failed");
      if (device.clock.now() - begin >= Duration{timeout} / 2) ++waited;
    }
  }
  state.counters["waited"] = waited;
  clients.shut_down();
}
BENCHMARK(logins_with_a_dead_server_of_two)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ferry::aaa

BENCHMARK_MAIN();
