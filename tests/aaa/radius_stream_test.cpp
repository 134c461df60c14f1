#include <gmock/gmock.h>

#include <deque>
#include <functional>
#include <stdexcept>

#include "aaa/radius/client.h"
#include "aaa/radius/packet_stream.h"
#include "support/fake_clock.h"
#include "support/fixed_random.h"
#include "support/memory_link.h"
#include "support/radius_server.h"

namespace ferry::aaa::radius {
namespace {

using ::testing::HasSubstr;
using testing::RadiusReply;
using Step = AuthenticationDialogue::Step;

const auto key = std::make_shared<const Secret>(Secret{"radsec"});

template <class T>
net::Task<void> keep(net::Task<T> flow, std::optional<T>& result) {
  result = co_await std::move(flow);
}

net::Task<void> receive_all(PacketStream& stream, std::vector<std::size_t>& sizes, std::string& end) {
  ByteVector buffer(longest_packet);
  for (;;) {
    const auto size = co_await stream.receive(buffer);
    if (!size) {
      end = size.error().message;
      co_return;
    }
    sizes.push_back(*size);
  }
}

/// A packet of this length, of which only the length matters here.
ByteVector packet(std::size_t size) {
  ByteVector bytes(size, Byte{7});
  bytes[2] = static_cast<Byte>(size >> 8U);
  bytes[3] = static_cast<Byte>(size & 0xffU);
  return bytes;
}

/// What a stream makes of these bytes when they come in pieces, and the end behind them.
struct Received {
  explicit Received(const ByteVector& bytes, std::size_t piece = 1000) {
    net::EventLoop loop;
    auto links = testing::link_pair(loop);
    PacketStream stream{loop, std::move(links.client)};
    loop.spawn(receive_all(stream, sizes, end));
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      const Bytes part = Bytes{bytes}.subspan(at, std::min(piece, bytes.size() - at));
      static_cast<void>(links.server->try_write({&part, 1}));
      while (loop.run_ready() > 0) {
      }
    }
    links.server->close();
    while (loop.run_ready() > 0) {
    }
  }
  std::vector<std::size_t> sizes;
  std::string end;
};

TEST(RadiusStream, FindsThePacketsHoweverTheyAreCut_Rfc6613Section2_6) {
  ByteVector bytes;
  for (const std::size_t size : {20U, 21U, 300U, 4096U}) {
    const ByteVector one = packet(size);
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  for (const std::size_t piece : {1U, 3U, 20U, 1000U})
    EXPECT_THAT(Received(bytes, piece).sizes, ::testing::ElementsAre(20U, 21U, 300U, 4096U)) << piece;
}

TEST(RadiusStream, EndsAtALengthThatNoPacketHas_Rfc6613Section2_6_4) {
  for (const std::size_t size : {0U, 1U, 19U, 4097U, 65535U}) {
    ByteVector bytes = packet(20);
    bytes[2] = static_cast<Byte>(size >> 8U);
    bytes[3] = static_cast<Byte>(size & 0xffU);
    const Received received{bytes};
    EXPECT_TRUE(received.sizes.empty()) << size;
    EXPECT_THAT(received.end, HasSubstr("no packet is so long")) << size;
  }
}

TEST(RadiusStream, APacketThatIsCutOffIsNone) {
  const ByteVector whole = packet(24);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Received received{ByteVector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))};
    EXPECT_TRUE(received.sizes.empty()) << size;
    EXPECT_THAT(received.end, HasSubstr(size < 4 ? "closed" : "middle of a packet")) << size;
  }
}

net::Task<void> send_packet(PacketStream& stream, ByteVector bytes) {
  static_cast<void>(co_await stream.send(bytes));
}

TEST(RadiusStream, SendsInOrderWhatHasNoRoomYetWithoutHoldingAnybodyUp) {
  net::EventLoop loop;
  auto links = testing::link_pair(loop, 30);
  PacketStream stream{loop, std::move(links.client)};
  for (int count = 0; count < 3; ++count) loop.spawn(send_packet(stream, packet(25)));
  ByteVector came;
  for (;;) {
    while (loop.run_ready() > 0) {
    }
    std::array<Byte, 10> some{};
    const auto size = links.server->try_read(some);
    if (!size || !*size) break;
    came.insert(came.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(**size));
  }
  const ByteVector one = packet(25);
  ASSERT_EQ(came.size(), 75U);
  for (std::size_t count = 0; count < 3; ++count)
    EXPECT_TRUE(std::ranges::equal(Bytes{came}.subspan(count * 25, 25), one)) << count;
}

/// The bytes that come back for a request; closes the connection when there are none.
using Script = std::function<std::optional<ByteVector>(const Packet&)>;

/// A server on a wire in memory. Each connection gets the next script; the last one is for all others.
class StreamServer final : public net::Dialer {
 public:
  StreamServer(net::EventLoop& loop, std::vector<Script> scripts)
      : loop_(loop), scripts_(std::move(scripts)) {}

  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    const std::size_t index = std::min(connections++, scripts_.size() - 1);
    if (!scripts_[index]) co_return failure(ErrorCode::io, "10.1.1.9:2083: Connection refused");
    auto links = testing::link_pair(loop_);
    servers.push_back(std::move(links.server));
    loop_.spawn(serve(servers.back(), scripts_[index]));
    co_return std::move(links.client);
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::unsupported);
  }

  std::size_t connections = 0;
  std::vector<ByteVector> seen;
  std::vector<std::shared_ptr<testing::MemoryLink>> servers;

 private:
  net::Task<void> serve(std::shared_ptr<testing::MemoryLink> link, Script script) {
    for (;;) {
      ByteVector request(longest_packet);
      const bool began = co_await fill(*link, MutableBytes{request}.first(4));
      if (!began) co_return;
      request.resize(std::size_t{request[2]} << 8U | request[3]);
      const bool is_whole = co_await fill(*link, MutableBytes{request}.subspan(4));
      if (!is_whole) co_return;
      seen.push_back(request);
      const auto reply = script(decode(request).value());
      if (!reply) co_return link->close();
      const Bytes bytes = *reply;
      if (!bytes.empty()) static_cast<void>(link->try_write({&bytes, 1}));
    }
  }
  static net::Task<bool> fill(testing::MemoryLink& link, MutableBytes into) {
    while (!into.empty()) {
      const auto size = link.try_read(into);
      if (!size) {
        co_await link.readable();
        continue;
      }
      if (!*size || **size == 0) co_return false;
      into = into.subspan(**size);
    }
    co_return true;
  }

  net::EventLoop& loop_;
  std::vector<Script> scripts_;
};

std::optional<ByteVector> accept(const Packet& request) {
  return testing::radius_reply({.message_authenticators = 0}, request.identifier, request.authenticator,
                               *key);
}
std::optional<ByteVector> say_nothing(const Packet&) {
  return ByteVector{};
}
std::optional<ByteVector> hang_up(const Packet&) {
  return std::nullopt;
}

net::Task<Result<std::unique_ptr<net::Link>>> secure(std::unique_ptr<net::Link> link, std::string broken) {
  if (!broken.empty()) co_return failure(ErrorCode::invalid, std::move(broken));
  co_return std::move(link);
}

class RadiusWithinTls : public ::testing::Test {
 protected:
  ~RadiusWithinTls() override {
    client->close();
    while (loop.run_ready() > 0) {
    }
  }
  void serve(std::vector<Script> scripts, std::string broken = {}) {
    server = std::make_shared<StreamServer>(loop, std::move(scripts));
    ClientSettings settings{.name = "ONE", .address = {"10.1.1.9", 2083}, .key = key};
    settings.secure = [broken](std::unique_ptr<net::Link> link, TimePoint) {
      return secure(std::move(link), broken);
    };
    settings.rule = MessageAuthenticatorRule::optional;
    client =
        std::make_shared<Client>(ClientEnvironment{loop, clock, random, {}}, server, std::move(settings));
  }
  void begin(std::size_t logins) {
    for (std::size_t count = 0; count < logins; ++count) {
      AuthenticationRequest request{.service = Service::login,
                                    .origin = {.user = "user1", .address = "10.1.1.2", .line = 2},
                                    .password = std::make_shared<const Secret>("lab")};
      dialogues.push_back(client->authenticate(std::move(request)));
      loop.spawn(keep(dialogues.back()->start(), steps.emplace_back()));
    }
    while (loop.run_ready() > 0) {
    }
  }
  ServerAnswer log_in() {
    begin(1);
    if (!steps.back()) throw std::runtime_error{"the flow waits"};
    return std::get<ServerAnswer>(*steps.back());
  }

  testing::FakeClock clock;
  testing::FixedRandom random;
  net::EventLoop loop;
  std::shared_ptr<StreamServer> server;
  std::shared_ptr<Client> client;
  std::vector<std::unique_ptr<AuthenticationDialogue>> dialogues;
  std::deque<std::optional<Step>> steps;
};

TEST_F(RadiusWithinTls, OneConnectionCarriesOneLoginAfterTheOther) {
  serve({accept});
  for (int count = 0; count < 300; ++count) EXPECT_EQ(log_in().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 1U);
}

TEST_F(RadiusWithinTls, OneConnectionCarries256AtOneTimeAndAnotherOneTheRest) {
  serve({say_nothing});
  begin(256);
  EXPECT_EQ(server->connections, 1U);
  EXPECT_EQ(server->seen.size(), 256U);
  begin(44);
  EXPECT_EQ(server->connections, 2U);
  EXPECT_EQ(server->seen.size(), 300U);
  EXPECT_EQ(client->counters().under_way, 300U);
  EXPECT_EQ(client->counters().retransmits, 0U);
}

TEST_F(RadiusWithinTls, RepliesInAnotherOrderGetToWhoAskedForThem) {
  std::deque<ByteVector> kept;
  serve({[&](const Packet& request) -> std::optional<ByteVector> {
    kept.push_front(*accept(request));
    return ByteVector{};
  }});
  begin(10);
  for (const ByteVector& reply : kept) {
    const Bytes bytes = reply;
    static_cast<void>(server->servers.front()->try_write({&bytes, 1}));
  }
  while (loop.run_ready() > 0) {
  }
  for (const auto& step : steps) {
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(std::get<ServerAnswer>(*step).outcome, Outcome::pass);
  }
}

TEST_F(RadiusWithinTls, AConnectionThatTheServerClosedIsReplaced) {
  serve({accept});
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  server->servers.front()->close();
  while (loop.run_ready() > 0) {
  }
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(RadiusWithinTls, ARequestThatLosesItsConnectionIsAskedOnceMoreOnAnother_Rfc6613Section2_6_1) {
  serve({hang_up, accept});
  EXPECT_EQ(log_in().outcome, Outcome::pass);
  ASSERT_EQ(server->seen.size(), 2U);
  EXPECT_NE(decode(server->seen[0])->authenticator, decode(server->seen[1])->authenticator);
  serve({hang_up});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
  EXPECT_THAT(answer.reason, HasSubstr("closed the connection"));
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(RadiusWithinTls, AReplyThatDoesNotCountEndsTheConnection_Rfc6613Section2_6_4) {
  serve({[](const Packet& request) -> std::optional<ByteVector> {
    return testing::radius_reply({}, request.identifier, request.authenticator, Secret{"another"});
  }});
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_EQ(client->counters().wrong_authenticators, 2U);
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(RadiusWithinTls, AConnectionOnWhichNothingComesIsGivenUpWithTheRequest) {
  clock.advance(-clock.now().time_since_epoch());  // every wait is over at once
  serve({say_nothing});
  const ServerAnswer answer = log_in();
  EXPECT_THAT(answer.reason, HasSubstr("no reply within 5 seconds"));
  EXPECT_EQ(server->seen.size(), 1U);
  static_cast<void>(log_in());
  EXPECT_EQ(server->connections, 2U);
}

TEST_F(RadiusWithinTls, WithoutTlsNothingIsSaid) {
  serve({accept}, "TLS: certificate verify failed");
  const ServerAnswer answer = log_in();
  EXPECT_EQ(answer.outcome, Outcome::error);
  EXPECT_FALSE(answer.reached);
  EXPECT_EQ(answer.reason, "TLS: certificate verify failed");
  EXPECT_TRUE(server->seen.empty());
}

TEST_F(RadiusWithinTls, AServerThatRefusesConnectionsIsAnError) {
  serve({Script{}});
  EXPECT_THAT(log_in().reason, HasSubstr("Connection refused"));
}

}  // namespace
}  // namespace ferry::aaa::radius
