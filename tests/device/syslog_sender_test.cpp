#include "device/syslog_sender.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "log/catalogue.h"
#include "support/fake_clock.h"
#include "support/memory_link.h"

namespace ferry::device {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Transport = config::LogHost::Transport;

/// What was sent to each address, and which addresses can be reached.
struct Network {
  std::map<std::string, std::vector<std::string>> datagrams;
  int datagram_errors = 0;  // to be reported, one with each attempt
  bool takes_connections = true;
  int attempts = 0;
  std::vector<std::unique_ptr<testing::MemoryLink>> servers;  // the far ends

  /// What has arrived on the newest connection.
  std::string stream() {
    std::string text;
    ByteVector chunk(4096);
    for (;;) {
      const auto size = servers.back()->try_read(chunk);
      if (!size || !*size || **size == 0) return text;
      text += as_text(Bytes{chunk}.first(**size));
    }
  }
};

class MemoryDatagrams final : public net::DatagramLink {
 public:
  MemoryDatagrams(Network& network, std::string to) : network_(network), to_(std::move(to)) {}
  net::Task<Result<void>> send(Bytes bytes) override {
    if (network_.datagram_errors > 0) {
      --network_.datagram_errors;
      co_return failure(ErrorCode::io, "nobody listens");
    }
    network_.datagrams[to_].emplace_back(as_text(bytes));
    co_return Result<void>{};
  }
  net::Task<Result<std::size_t>> receive(MutableBytes) override { co_return failure(ErrorCode::closed); }
  [[nodiscard]] const net::Address& local() const override { return local_; }
  void close() override {}

 private:
  Network& network_;
  std::string to_;
  net::Address local_;
};

class MemoryDialer final : public net::Dialer {
 public:
  MemoryDialer(Network& network, net::EventLoop& loop) : network_(network), loop_(loop) {}
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    ++network_.attempts;
    if (!network_.takes_connections) co_return failure(ErrorCode::io, "refused");
    auto links = testing::link_pair(loop_, capacity);
    network_.servers.push_back(std::move(links.server));
    co_return std::move(links.client);
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address& peer) override {
    return std::make_unique<MemoryDatagrams>(network_, peer.text());
  }

  std::size_t capacity = 64 * 1024;

 private:
  Network& network_;
  net::EventLoop& loop_;
};

class SyslogSenderTest : public ::testing::Test {
 protected:
  static config::LogHost udp(std::string address) { return {.address = std::move(address)}; }
  static config::LogHost tcp(std::string address) {
    return {.address = std::move(address), .transport = Transport::tcp, .port = 601};
  }

  void configure(std::vector<config::LogHost> hosts) {
    config.logging.hosts = std::move(hosts);
    sender.follow(config);
    run();
  }
  void run() {
    while (loop.run_ready() > 0) {
    }
  }
  void say(std::string text, log::Severity severity = log::Severity::notifications) {
    log.write("TEST", severity, "SAID", std::move(text));
    run();
  }
  void pass(Duration time) {
    clock.advance(time);
    run();
  }
  /// The texts behind the mnemonic.
  static std::vector<std::string> texts(const std::vector<std::string>& packets) {
    std::vector<std::string> found;
    for (const std::string& packet : packets) {
      const auto at = packet.find("SAID: ");
      if (at != std::string::npos) found.push_back(packet.substr(at + 6));
    }
    return found;
  }

  testing::FakeClock clock;
  log::Log log{clock};
  net::EventLoop loop;
  Network network;
  MemoryDialer dialer{network, loop};
  config::Config config;
  SyslogSender sender{{loop, dialer, clock, log}};
};

TEST_F(SyslogSenderTest, SendsADatagramToEachServerAsIosDoes) {
  configure({udp("10.1.1.9"), udp("10.1.1.10")});
  network.datagrams.clear();
  say("hello");
  for (const char* server : {"10.1.1.9:514", "10.1.1.10:514"}) {
    EXPECT_THAT(network.datagrams[server], ElementsAre("<189>3: *Jan  1 00:00:00.000: %TEST-5-SAID: hello"));
  }
}

TEST_F(SyslogSenderTest, TellsTheServerThatItBegins) {
  configure({udp("10.1.1.9")});
  EXPECT_THAT(network.datagrams["10.1.1.9:514"],
              ElementsAre("<190>1: *Jan  1 00:00:00.000: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host "
                          "10.1.1.9 port 514 started - CLI initiated"));
}

TEST_F(SyslogSenderTest, FollowsLevelFacilityAndForm) {
  config.hostname = "R1";
  config.domain_name = "lab";
  config.logging.facility = 16;
  config.logging.trap_level = 3;
  config.logging.structured_syslog = true;
  configure({udp("10.1.1.9")});
  say("too unimportant", log::Severity::warnings);
  say("important", log::Severity::errors);
  EXPECT_THAT(network.datagrams["10.1.1.9:514"],
              ElementsAre("<131>1 2026-01-01T00:00:00.000Z R1.lab ferry - TEST-3-SAID [meta "
                          "sequenceId=\"1\"] %TEST-3-SAID: important"));
  EXPECT_EQ(sender.count(), 1U);
}

TEST_F(SyslogSenderTest, IsSilentWithoutLoggingOnAndWithoutATrapLevel) {
  configure({udp("10.1.1.9")});
  network.datagrams.clear();
  config.logging.on = false;
  sender.follow(config);
  say("nobody hears this");
  config.logging.on = true;
  config.logging.trap_level = std::nullopt;
  sender.follow(config);
  say("nor this");
  EXPECT_THAT(network.datagrams["10.1.1.9:514"], IsEmpty());
}

TEST_F(SyslogSenderTest, KeepsTheServersThatStayAndLeavesTheOthersAlone) {
  configure({udp("10.1.1.9"), udp("10.1.1.10")});
  configure({udp("10.1.1.10")});
  say("after");
  EXPECT_THAT(texts(network.datagrams["10.1.1.9:514"]), IsEmpty());
  EXPECT_THAT(texts(network.datagrams["10.1.1.10:514"]), ElementsAre("after"));
  EXPECT_THAT(network.datagrams["10.1.1.10:514"],
              ::testing::Contains(HasSubstr("Logging to host 10.1.1.9 port 514 stopped - CLI initiated")));
  EXPECT_EQ(sender.hosts().at(0).sent, 4U);  // two beginnings, one end, one message
}

TEST_F(SyslogSenderTest, TriesADatagramAgainThatGotTheErrorOfAnEarlierOne) {
  configure({udp("10.1.1.9")});
  network.datagram_errors = 1;
  say("again");
  EXPECT_THAT(texts(network.datagrams["10.1.1.9:514"]), ElementsAre("again"));
  EXPECT_EQ(sender.hosts().at(0).dropped, 0U);
}

TEST_F(SyslogSenderTest, CountsADatagramThatCannotBeSent) {
  configure({udp("10.1.1.9")});
  network.datagram_errors = 2;
  say("lost");
  EXPECT_EQ(sender.hosts().at(0).dropped, 1U);
  EXPECT_FALSE(sender.hosts().at(0).link_up);
  say("arrives");
  EXPECT_THAT(texts(network.datagrams["10.1.1.9:514"]), ElementsAre("arrives"));
  EXPECT_TRUE(sender.hosts().at(0).link_up);
}

TEST_F(SyslogSenderTest, CountsTheOctetsInAStream_Rfc6587Section3_4_1) {
  configure({tcp("10.1.1.9")});
  network.stream();
  say("hello");
  EXPECT_EQ(network.stream(), "49 <189>2: *Jan  1 00:00:00.000: %TEST-5-SAID: hello");
  EXPECT_EQ(network.attempts, 1);
}

TEST_F(SyslogSenderTest, SendsWhatHasWaitedWhenTheServerIsBack) {
  network.takes_connections = false;
  configure({tcp("10.1.1.9")});
  say("first");
  say("second");
  EXPECT_FALSE(sender.hosts().at(0).link_up);
  network.takes_connections = true;
  pass(std::chrono::seconds{1});
  say("third");
  const std::string stream = network.stream();
  const auto first = stream.find("SAID: first");
  const auto second = stream.find("SAID: second");
  const auto third = stream.find("SAID: third");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
  EXPECT_THAT(stream, HasSubstr("%SYS-3-LOGGINGHOST_FAIL: Logging to host 10.1.1.9 port 601 failed"));
  EXPECT_THAT(stream, HasSubstr("Logging to host 10.1.1.9 port 601 started - reconnection"));
  EXPECT_TRUE(sender.hosts().at(0).link_up);
  EXPECT_EQ(sender.hosts().at(0).dropped, 0U);
}

TEST_F(SyslogSenderTest, WaitsLongerAfterEachAttemptThatFailed) {
  network.takes_connections = false;
  configure({tcp("10.1.1.9")});
  EXPECT_EQ(network.attempts, 1);
  int expected = 1;
  for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 64}) {
    pass(std::chrono::seconds{seconds} - std::chrono::milliseconds{1});
    say("too early");
    EXPECT_EQ(network.attempts, expected) << seconds;
    pass(std::chrono::milliseconds{1});
    say("now");
    EXPECT_EQ(network.attempts, ++expected) << seconds;
  }
}

TEST_F(SyslogSenderTest, ConnectsAnewBeforeItWritesToAServerThatHasClosed) {
  configure({tcp("10.1.1.9")});
  network.servers.back()->close();
  say("for the new connection");
  EXPECT_EQ(network.attempts, 2);
  EXPECT_THAT(network.stream(), HasSubstr("SAID: for the new connection"));
}

TEST_F(SyslogSenderTest, SendsAMessageAnewThatWasCutOff) {
  dialer.capacity = 16;
  configure({tcp("10.1.1.9")});
  dialer.capacity = 64 * 1024;
  network.servers.back()->close();
  run();
  pass(std::chrono::seconds{1});
  say("more");
  EXPECT_THAT(network.stream(), HasSubstr("10.1.1.9 port 601 started - CLI initiated"));
}

TEST_F(SyslogSenderTest, DropsTheOldestAndCountsThemWhenAServerDoesNotRead) {
  dialer.capacity = 16;
  configure({tcp("10.1.1.9")});
  constexpr std::size_t more = 10;
  for (std::size_t i = 0; i < SyslogHost::most_packets + more; ++i)
    log.write("T", log::Severity::errors, "M", "t");
  run();
  EXPECT_EQ(sender.hosts().at(0).dropped, more + 1);  // one is on its way
  EXPECT_FALSE(sender.is_idle());
}

TEST_F(SyslogSenderTest, ForgetsWhatWaitsForAServerThatIsRemoved) {
  dialer.capacity = 16;
  configure({tcp("10.1.1.9")});
  say("never read");
  configure({});
  EXPECT_THAT(sender.hosts(), IsEmpty());
  EXPECT_TRUE(sender.is_idle());
  EXPECT_THAT(network.servers, SizeIs(1));
}

TEST(SyslogSenderThreads, TakeMessagesWhileTheConfigurationChanges) {
  const testing::FakeClock clock;
  log::Log log{clock};
  net::EventLoops loops{1};
  Network network;
  MemoryDialer dialer{network, loops.first()};
  std::optional<SyslogSender> sender;
  sender.emplace(SyslogHost::Environment{loops.first(), dialer, clock, log});
  config::Config with_host;
  with_host.logging.trap_level = 7;
  with_host.logging.hosts = {{.address = "10.1.1.9"}};
  sender->follow(with_host);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 100; ++j) log.debug("line");
      });
    }
    config::Config with_two = with_host;
    with_two.logging.hosts.push_back({.address = "10.1.1.10", .transport = Transport::tcp, .port = 601});
    for (int i = 0; i < 20; ++i) sender->follow(i % 2 == 0 ? with_two : with_host);
    static_cast<void>(sender->hosts());
  }
  while (!sender->is_idle()) std::this_thread::yield();
  const auto facts = sender->hosts().at(0);
  loops.stop();
  sender.reset();
  EXPECT_EQ(facts.sent, 300U + 1 + 20);  // the lines, its own beginning, the other's ten beginnings and ends
  EXPECT_EQ(network.datagrams["10.1.1.9:514"].size(), facts.sent);
}

}  // namespace
}  // namespace ferry::device
