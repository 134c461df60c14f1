#include "commands/login_report.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "test_device.h"

namespace ferry::commands {
namespace {

using testing::TestDevice;

constexpr log::Caller caller{.user = "user1", .address = "10.1.1.2", .line = 0, .local_port = 22};

std::ptrdiff_t count(const TestDevice& device, std::string_view text) {
  return std::ranges::count_if(device.log_buffer.lines(),
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

struct EveryRow {
  unsigned every;
  std::ptrdiff_t logged;
};

TEST(LoginReport, LogsEveryFailureThatTheConfigurationAsksFor) {
  for (const auto& [every, logged] : {EveryRow{0, 0}, EveryRow{1, 7}, EveryRow{3, 2}, EveryRow{8, 0}}) {
    config::Config config;
    config.login.on_failure.every = every;
    TestDevice device{config};
    for (int i = 0; i < 7; ++i) report_login_failure(device.services, caller, "local: wrong password");
    EXPECT_EQ(count(device, "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: user1] [Source: 10.1.1.2]"),
              logged);
  }
}

TEST(LoginReport, LogsEverySuccessThatTheConfigurationAsksFor) {
  for (const auto& [every, logged] : {EveryRow{0, 0}, EveryRow{1, 7}, EveryRow{2, 3}}) {
    config::Config config;
    config.login.on_success.every = every;
    TestDevice device{config};
    for (int i = 0; i < 7; ++i) report_login_success(device.services, caller);
    EXPECT_EQ(count(device, "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: user1]"), logged);
  }
}

TEST(LoginReport, SaysThatTheQuietPeriodBegins) {
  using namespace std::chrono_literals;
  config::Config config;
  config.login.on_failure.every = 0;
  config.login.block_for = {.period = 60s, .attempts = 2, .within = 120s};
  TestDevice device{config};
  report_login_failure(device.services, caller, "local: wrong password");
  EXPECT_EQ(count(device, "QUIET_MODE_ON"), 0);
  device.clock.advance(30s);
  const auto quiet = report_login_failure(device.services, caller, "local: wrong password");
  ASSERT_TRUE(quiet);
  EXPECT_EQ(quiet->until, device.clock.now() + 60s);
  EXPECT_EQ(
      count(device,
            "%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is 90 secs, [user: user1] "
            "[Source: 10.1.1.2] [localport: 22] [Reason: Login Authentication Failed] [ACL: "
            "sl_def_acl] at 00:00:30 UTC Thu Jan 1 2026"),
      1);
}

TEST(LoginReport, NamesTheAccessListOfTheQuietPeriod) {
  using namespace std::chrono_literals;
  config::Config config;
  config.login.block_for = {.period = 60s, .attempts = 1, .within = 120s};
  config.login.quiet_access_class = "ADMINS";
  TestDevice device{config};
  report_login_failure(device.services, caller, "local: wrong password");
  EXPECT_EQ(count(device, "[ACL: ADMINS]"), 1);
}

}  // namespace
}  // namespace ferry::commands
