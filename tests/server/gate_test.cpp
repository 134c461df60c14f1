#include "server/gate.h"

#include <gtest/gtest.h>

#include "support/test_router.h"

namespace ferry::server {
namespace {

using namespace std::chrono_literals;
using testing::guide_configuration;
using testing::TestRouter;

config::AccessEntry rule(bool permit, std::uint32_t address, std::uint32_t wildcard = 0) {
  return {.permit = permit, .address = address, .wildcard = wildcard};
}

constexpr std::uint32_t client_address = 0x0A010102;  // 10.1.1.2

/// Was the connection closed before anything was said?
bool is_refused(TestRouter& router) {
  router.connect();
  std::array<Byte, 16> read{};
  const auto got = router.client_link->try_read(read);
  return got && (!*got || **got == 0) && router.sessions.size() == 0;
}

TEST(Gate, TransportInputWithoutSshRefusesBeforeAWordIsSaid) {
  auto config = guide_configuration();
  config.vty.front().transport = {.ssh = false, .telnet = true};
  TestRouter router{config};
  EXPECT_TRUE(is_refused(router));
  EXPECT_TRUE(router.logged("%SSH-4-SSH2_REFUSED: SSH2 connection from 10.1.1.2 refused"))
      << router.log_text();
  EXPECT_TRUE(router.logged("transport input"));
}

TEST(Gate, SshComesInOnTheFirstLineThatTakesIt) {
  auto config = guide_configuration();
  config.vty.front().transport = {.ssh = false, .telnet = true};
  config.vty.push_back({.first = 5, .last = 15});
  TestRouter router{config};
  router.log_in();
  ASSERT_TRUE(router.client.take<ssh::LoggedIn>());
  EXPECT_EQ(router.sessions.list().front().line, 5U);
}

TEST(Gate, AccessClassRefusesWhomItsListDenies) {
  auto config = guide_configuration();
  config.vty.front().access_class = "MGMT";
  config.access_lists["MGMT"] = {rule(false, client_address), rule(true, 0, ~0U)};
  TestRouter router{config};
  EXPECT_TRUE(is_refused(router));
  EXPECT_TRUE(router.logged("%SEC-6-IPACCESSLOGS: list MGMT denied 10.1.1.2 1 packet")) << router.log_text();
}

TEST(Gate, AccessClassLetsInWhomItsListPermits) {
  auto config = guide_configuration();
  config.vty.front().access_class = "MGMT";
  config.access_lists["MGMT"] = {rule(true, client_address)};
  config.access_lists["MGMT"].front().log = true;
  TestRouter router{config};
  router.log_in();
  EXPECT_TRUE(router.client.take<ssh::LoggedIn>());
  EXPECT_TRUE(router.logged("list MGMT permitted 10.1.1.2 1 packet")) << router.log_text();
}

TEST(Gate, AnAccessClassWhoseListIsMissingLetsEverybodyIn) {
  auto config = guide_configuration();
  config.vty.front().access_class = "MISSING";
  TestRouter router{config};
  router.log_in();
  EXPECT_TRUE(router.client.take<ssh::LoggedIn>());
}

TEST(Gate, NoExecRefusesShellsAndCommandsButNotFiles) {
  auto config = guide_configuration();
  config.vty.front().exec = false;
  TestRouter router{config};
  router.log_in();
  const auto channel = router.open();
  router.client->request(channel, ssh::ShellRequest{}, true);
  router.run();
  EXPECT_FALSE(router.client.take<ssh::RequestAnswered>()->success);
  EXPECT_FALSE(router.exec(channel, "show privilege").accepted);
  EXPECT_TRUE(router.logged("the line has 'no exec'")) << router.log_text();
  const auto put = router.exec("scp -t flash:/a.txt", std::string_view{"C0644 3 a.txt\nabc\0", 18});
  EXPECT_EQ(put.status, 0U);
}

config::Config blocking() {
  auto config = guide_configuration();
  config.login.block_for = {.period = 60s, .attempts = 2, .within = 30s};
  return config;
}

void fail_twice(TestRouter& router) {
  for (int count = 0; count < 2; ++count)
    (void)router.device.logins.failed(blocking().login, {.user = "x", .address = "10.9.9.9"});
}

TEST(Gate, QuietModeRefusesNewConnectionsUntilItIsOver) {
  TestRouter router{blocking()};
  fail_twice(router);
  EXPECT_TRUE(is_refused(router));
  EXPECT_TRUE(router.logged(
      "%SEC_LOGIN-6-QUIET_MODE_REFUSED: Login from 10.1.1.2 refused: Quiet Mode is ON for 60 secs"))
      << router.log_text();
  router.device.clock.advance(60s);
  router.log_in();
  EXPECT_TRUE(router.client.take<ssh::LoggedIn>());
}

TEST(Gate, QuietModeSparesWhomItsAccessListPermits) {
  auto config = blocking();
  config.login.quiet_access_class = "MGMT";
  config.access_lists["MGMT"] = {rule(true, client_address)};
  TestRouter router{config};
  fail_twice(router);
  router.log_in();
  EXPECT_TRUE(router.client.take<ssh::LoggedIn>());
}

TEST(Gate, QuietModeSparesNobodyForAListThatIsMissing) {
  auto config = blocking();
  config.login.quiet_access_class = "MISSING";
  TestRouter router{config};
  fail_twice(router);
  EXPECT_TRUE(is_refused(router));
}

TEST(Login, QuietModeIsTurnedOnByTheFailureThatIsOneTooMany) {
  TestRouter router{blocking()};
  (void)router.device.logins.failed(blocking().login, {.user = "x", .address = "10.9.9.9"});
  router.log_in("user1", "wrong");
  EXPECT_TRUE(
      router.logged("%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is 30 secs, "
                    "[user: user1] [Source: 10.1.1.2] [localport: 22]"))
      << router.log_text();
}

TEST(Login, IsRefusedInQuietModeWhateverThePassword) {
  TestRouter router{blocking()};
  router.connect();
  router.run();
  ASSERT_TRUE(router.client.take<ssh::CredentialsNeeded>());
  fail_twice(router);
  router.client->try_password("user1", Secret{std::string_view{"lab"}});
  router.run();
  EXPECT_FALSE(router.client.take<ssh::LoggedIn>());
  EXPECT_TRUE(router.logged("QUIET_MODE_REFUSED")) << router.log_text();
  EXPECT_EQ(router.device.logins.failures().size(), 1U) << "what is refused unseen is no failure";
}

TEST(Login, WaitsForTheLoginDelayOfAnAddressThatHasFailed) {
  auto config = guide_configuration();
  config.login.delay = 5s;
  TestRouter router{config};
  (void)router.device.logins.failed(config.login, {.user = "x", .address = "10.1.1.2"});
  router.log_in();
  EXPECT_FALSE(router.client.take<ssh::LoggedIn>()) << "it is not its turn yet";
}

}  // namespace
}  // namespace ferry::server
