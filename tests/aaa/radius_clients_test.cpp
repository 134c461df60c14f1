#include "aaa/radius/clients.h"

#include <gmock/gmock.h>

#include <utility>

#include "support/fake_clock.h"
#include "support/fixed_random.h"

namespace ferry::aaa::radius {
namespace {

using config::LoadBalance;
using config::RadiusConfig;
using config::RadiusGroup;
using config::RadiusServer;
using ::testing::ElementsAre;

/// Takes what is sent, and nothing comes back.
class SilentSocket final : public net::DatagramLink {
 public:
  explicit SilentSocket(net::EventLoop& loop) : closed_(loop) {}
  net::Task<Result<void>> send(Bytes) override { co_return Result<void>{}; }
  net::Task<Result<std::size_t>> receive(MutableBytes) override {
    co_await closed_.wait();
    co_return failure(ErrorCode::closed);
  }
  [[nodiscard]] const net::Address& local() const override { return local_; }
  void close() override { closed_.notify(); }

 private:
  net::Notifier closed_;
  net::Address local_{"10.1.1.1", 50000};
};

class SilentDialer final : public net::Dialer {
 public:
  explicit SilentDialer(net::EventLoop& loop) : loop_(loop) {}
  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address, TimePoint) override {
    co_return failure(ErrorCode::unsupported);
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return std::make_unique<SilentSocket>(loop_);
  }

 private:
  net::EventLoop& loop_;
};

net::Task<void> start(AuthenticationDialogue& dialogue) {
  static_cast<void>(co_await dialogue.start());
}

RadiusServer server(std::string name, std::string address, std::uint16_t port = 1645) {
  return {.name = std::move(name), .address = std::move(address), .authentication_port = port};
}

class RadiusClients : public ::testing::Test {
 protected:
  RadiusClients() {
    config.servers = {server("ONE", "10.1.1.1"), server("TWO", "10.1.1.2"),
                      server("TWO-TOO", "10.1.1.2", 1812)};
    config.hosts = {server("", "10.1.1.3")};
    config.key = config::SharedKey{.text = "key"};
  }
  ~RadiusClients() override {
    clients.shut_down();
    while (loop.run_ready() > 0) {
    }
  }
  std::vector<std::string> ask_group(const std::string& name) {
    std::vector<std::string> names;
    const auto members = clients.group(config, name).value();
    for (const GroupMember& member : members) names.push_back(member.server->name());
    return names;
  }
  /// A request that nobody answers, to the server that the group has first.
  std::string begin(const std::string& group) {
    auto members = clients.group(config, group).value();
    dialogues.push_back(
        members.front().server->authenticate({.service = Service::login,
                                              .origin = {.user = "user1", .address = "10.1.1.2", .line = 2},
                                              .password = std::make_shared<const Secret>("lab")}));
    loop.spawn(start(*dialogues.back()));
    while (loop.run_ready() > 0) {
    }
    return members.front().server->name();
  }

  testing::FakeClock clock;
  testing::FixedRandom random;
  net::EventLoop loop;
  std::vector<std::string> sources;
  std::vector<config::TlsConfig> tls;
  Clients clients{{loop, clock, random, {}},
                  [this](const std::string& source) {
                    sources.push_back(source);
                    return std::make_shared<SilentDialer>(loop);
                  },
                  [this](const config::TlsConfig& given, const std::string&) -> SecureLink {
                    tls.push_back(given);
                    return [](std::unique_ptr<net::Link> link,
                              TimePoint) -> net::Task<Result<std::unique_ptr<net::Link>>> {
                      co_return std::move(link);
                    };
                  }};
  RadiusConfig config;
  std::vector<std::unique_ptr<AuthenticationDialogue>> dialogues;
};

TEST_F(RadiusClients, AGroupAsksServersByNameByAddressAndItsOwnInItsOrder) {
  config.groups["G"].members = {server("", "10.1.1.9", 1812),
                                RadiusGroup::AtAddress{.address = "10.1.1.2", .authentication_port = 1812},
                                RadiusGroup::AtAddress{.address = "10.1.1.3"},
                                RadiusGroup::Named{"ONE"},
                                RadiusGroup::Named{"NOBODY"},
                                RadiusGroup::AtAddress{.address = "10.9.9.9"}};
  EXPECT_THAT(ask_group("G"), ElementsAre("10.1.1.9:1812", "TWO-TOO", "10.1.1.3:1645", "ONE"));
  EXPECT_FALSE(clients.group(config, "H").has_value());
}

TEST_F(RadiusClients, RequestsComeFromTheInterfaceOfTheGroupOrOfAllServers) {
  config.source_interface = "eth0";
  config.servers[1].source_address = "10.1.1.1";
  config.groups["G"].members = {RadiusGroup::Named{"ONE"}, RadiusGroup::Named{"TWO"}};
  config.groups["G"].source_interface = "eth1";
  static_cast<void>(clients.all(config));
  EXPECT_THAT(sources, ElementsAre("eth0", "10.1.1.1", "eth0", "eth0"));
  sources.clear();
  static_cast<void>(clients.group(config, "G"));
  EXPECT_THAT(sources, ElementsAre("eth1"));
}

TEST_F(RadiusClients, WithoutLoadBalancingTheFirstIsAlwaysFirst) {
  config.groups["G"].members = {RadiusGroup::Named{"ONE"}, RadiusGroup::Named{"TWO"}};
  for (int count = 0; count < 3; ++count) EXPECT_EQ(begin("G"), "ONE");
}

TEST_F(RadiusClients, EachBatchGoesToTheServerWithTheFewestUnderWay) {
  config.groups["G"].members = {RadiusGroup::Named{"ONE"}, RadiusGroup::Named{"TWO"}};
  config.groups["G"].load_balance = LoadBalance{.batch_size = 2};
  std::vector<std::string> asked;
  for (int count = 0; count < 6; ++count) asked.push_back(begin("G"));
  EXPECT_THAT(asked, ElementsAre("ONE", "ONE", "TWO", "TWO", "ONE", "ONE"));
}

TEST_F(RadiusClients, ABatchLeavesAServerThatDoesNotAnswer) {
  config.load_balance = LoadBalance{};
  config.groups["G"].members = {RadiusGroup::Named{"ONE"}, RadiusGroup::Named{"TWO"}};
  EXPECT_THAT(ask_group("G"), ElementsAre("ONE", "TWO"));
  const auto members = clients.group(config, "G").value();
  static_cast<void>(members.front().health->silent(clock.now(), {}));
  EXPECT_THAT(ask_group("G"), ElementsAre("TWO", "ONE"));
}

TEST_F(RadiusClients, WithinTlsAServerNeedsNoKeyAndTheKeyOfAllIsNotItsOwn_Rfc6614Section2_3) {
  config.servers = {server("SECURE", "10.1.1.1")};
  config.hosts.clear();
  config.servers[0].tls.enabled = true;
  const auto reports = clients.report(config);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_TRUE(reports[0].within_tls);
  EXPECT_EQ(reports[0].address.port, 2083);
  EXPECT_EQ(tls.size(), 1U);
  const auto members = clients.all(config);
  const auto* const client = dynamic_cast<const Client*>(members.front().server.get());
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(as_text(client->settings().key->reveal()), "radsec");
}

TEST_F(RadiusClients, AReportHasEachServerOnceInTheOrderOfTheConfiguration) {
  config.groups["G"].members = {RadiusGroup::Named{"TWO"}, server("", "10.1.1.9", 1812)};
  std::vector<std::string> addresses;
  for (const ClientReport& one : clients.report(config)) addresses.push_back(one.address.text());
  EXPECT_THAT(addresses, ElementsAre("10.1.1.1:1645", "10.1.1.2:1645", "10.1.1.2:1812", "10.1.1.3:1645",
                                     "10.1.1.9:1812"));
  EXPECT_EQ(clients.report(config, "G").size(), 2U);
  EXPECT_EQ(clients.report(config, "").size(), 4U);
  EXPECT_TRUE(clients.report(config, "H").empty());
}

TEST_F(RadiusClients, CountsFromZeroAgainWhenToldTo) {
  config.groups["G"].members = {RadiusGroup::Named{"ONE"}};
  static_cast<void>(begin("G"));
  EXPECT_EQ(clients.report(config, "G")[0].counts.requests, 1U);
  clients.clear_counters();
  EXPECT_EQ(clients.report(config, "G")[0].counts.requests, 0U);
}

}  // namespace
}  // namespace ferry::aaa::radius
