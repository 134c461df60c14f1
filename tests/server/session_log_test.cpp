#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "support/test_router.h"

namespace ferry::server {
namespace {

using testing::guide_configuration;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TestRouter;

std::ptrdiff_t count(const TestRouter& router, std::string_view text) {
  return std::ranges::count_if(router.device.log_buffer.lines(),
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

TEST(SessionLog, TellsHowASessionBeginsAndEnds) {
  TestRouter router;
  router.log_in();
  router.client_link->close();
  router.run();
  const std::string log = router.log_text();
  EXPECT_THAT(log, HasSubstr("%SSH-5-SSH2_SESSION: SSH2 Session request from 10.1.1.2 (tty = 0) using crypto "
                             "cipher '"));
  EXPECT_THAT(log, HasSubstr("%SSH-5-SSH2_USERAUTH: User 'user1' authentication for SSH2 Session from "
                             "10.1.1.2 (tty = 0)"));
  EXPECT_THAT(log, HasSubstr("%SSH-5-SSH2_CLOSE: SSH2 Session from 10.1.1.2 (tty = 0) for user 'user1'"));
}

TEST(SessionLog, IsSilentAboutSshWithoutLoggingEvents) {
  auto config = guide_configuration();
  config.ssh.log_events = false;
  TestRouter router{config};
  router.log_in();
  router.client_link->close();
  router.run();
  EXPECT_THAT(router.log_text(), Not(HasSubstr("%SSH-5-SSH2_")));
  EXPECT_THAT(router.log_text(), HasSubstr("%SEC_LOGIN-5-LOGIN_SUCCESS"));
}

TEST(SessionLog, TellsOfALogin) {
  TestRouter router;
  router.log_in();
  EXPECT_EQ(count(router,
                  "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: user1] [Source: 10.1.1.2] "
                  "[localport: 22] at "),
            1);
}

TEST(SessionLog, TellsOfNoLoginWithoutLoginOnSuccess) {
  auto config = guide_configuration();
  config.login.on_success.every = 0;
  TestRouter router{config};
  router.log_in();
  EXPECT_EQ(count(router, "%SEC_LOGIN"), 0);
}

TEST(SessionLog, DebugIpSshFollowsASessionFromItsBeginningToItsEnd) {
  TestRouter router;
  router.device.debug.ip_ssh = true;
  router.log_in();
  router.exec("show privilege");
  router.client_link->close();
  router.run();
  std::string debug;
  for (const std::string& line : router.device.log_buffer.lines()) {
    const auto at = line.find(": SSH");
    if (at != std::string::npos) debug += line.substr(at + 2) + "\n";
  }
  for (const char* line :
       {"SSH0: starting SSH control process\n", "SSH0: sent protocol version id SSH-2.0-",
        "SSH0: protocol version id is - SSH-2.0-", "SSH2 0: kex: client->server enc:",
        "SSH2 0: kex: server->client enc:", "SSH2 0: kex: using ", "SSH2 0: SSH2_MSG_NEWKEYS received\n",
        "SSH2 0: Using method = password, user = user1\n", "SSH2 0: authentication successful for user1\n",
        "SSH2 0: exec request\n", "SSH0: Session terminated normally\n"}) {
    const auto at = debug.find(line);
    ASSERT_NE(at, std::string::npos) << line << " in the rest:\n" << debug;
    debug.erase(0, at);
  }
}

TEST(SessionLog, DebugIpSshShowsNoCommandThatMayHoldASecret) {
  TestRouter router;
  router.device.debug.ip_ssh = true;
  router.log_in();
  router.exec("show secret-word");
  EXPECT_THAT(router.log_text(), Not(HasSubstr("secret-word")));
}

TEST(Session, ChangesKeysAfterTheConfiguredVolume) {
  auto config = guide_configuration();
  config.ssh.rekey_kilobytes = 100;
  TestRouter router{config};
  router.device.debug.ip_ssh = true;
  router.log_in();
  EXPECT_EQ(count(router, "SSH2_MSG_NEWKEYS received"), 1);
  const std::string content(300'000, 'x');
  router.exec("scp -t flash:/big.bin", "C0644 300000 big.bin\n" + content + std::string(1, '\0'));
  EXPECT_GE(count(router, "SSH2_MSG_NEWKEYS received"), 2);
}

}  // namespace
}  // namespace ferry::server
