#include <gtest/gtest.h>

#include "support/test_router.h"

namespace ferry::server {
namespace {

using testing::guide_configuration;
using testing::TestRouter;

TEST(Session, RunsACommandAndEndsWithStatusEofAndClose_Rfc4254Section6_10) {
  TestRouter router;
  router.log_in();
  ASSERT_TRUE(router.client.take<ssh::LoggedIn>());
  const auto result = router.exec("show privilege");
  EXPECT_TRUE(result.accepted);
  EXPECT_EQ(result.output, "Current privilege level is 15\n");
  EXPECT_EQ(result.status, 0U);
  EXPECT_TRUE(result.eof);
  EXPECT_TRUE(result.closed);
}

TEST(Session, EndsAWrongCommandWithStatus1) {
  TestRouter router;
  router.log_in();
  EXPECT_EQ(router.exec("show nonsense").status, 1U);
}

TEST(Session, TakesAFileAndGivesItBack) {
  TestRouter router;
  router.log_in();
  const auto put = router.exec("scp -t flash:/a.txt", std::string_view{"C0644 3 a.txt\nabc\0", 18});
  EXPECT_EQ(put.output, std::string(3, '\0'));
  EXPECT_EQ(put.status, 0U);
  const auto got = router.exec("scp -f flash:/a.txt", std::string_view{"\0\0\0", 3});
  EXPECT_EQ(got.output, (std::string{"C0644 3 a.txt\nabc\0", 18}));
  EXPECT_TRUE(router.logged("%SCP-6-RECEIVED: User 'user1' from 10.1.1.2 wrote flash:/a.txt, 3 bytes"));
  EXPECT_TRUE(router.logged("%SCP-6-SENT: User 'user1' from 10.1.1.2 read flash:/a.txt, 3 bytes"));
}

TEST(Session, PrintsTheLinesOfDebugIpScp) {
  TestRouter router;
  router.device.debug.ip_scp = true;
  router.log_in();
  router.exec("scp -t flash:/R2backup.cfg", std::string_view{"C0644 3 R2backup.cfg\nabc\0", 25});
  for (const std::string_view line :
       {"SCP: [22 -> 10.1.1.2:61656] send <OK>", "SCP: [22 <- 10.1.1.2:61656] recv C0644 3 R2backup.cfg",
        "SCP: [22 <- 10.1.1.2:61656] recv 3 bytes", "SCP: [22 <- 10.1.1.2:61656] recv <OK>",
        "SCP: [22 <- 10.1.1.2:61656] recv <EOF>"}) {
    EXPECT_TRUE(router.logged(line)) << line << " in\n" << router.log_text();
  }
}

struct GateRow {
  const char* name;
  bool scp_server;
  bool exec_authorization;
  const char* user;
  const char* answer;
  const char* log;
};

class ScpGate : public ::testing::TestWithParam<GateRow> {};

TEST_P(ScpGate, RefusesWithOneRecordAndNamesItselfInTheLog) {
  auto config = guide_configuration();
  config.scp_server = GetParam().scp_server;
  if (!GetParam().exec_authorization) config.aaa.exec.clear();
  TestRouter router{config};
  router.device.debug.ip_scp = true;
  router.log_in(GetParam().user);
  const auto result = router.exec("scp -t flash:/a.txt");
  EXPECT_EQ(result.output, GetParam().answer);
  EXPECT_EQ(result.status, 1U);
  EXPECT_TRUE(router.logged("%SCP-4-REFUSED")) << router.log_text();
  EXPECT_TRUE(router.logged(GetParam().log)) << router.log_text();
}

INSTANTIATE_TEST_SUITE_P(Rows, ScpGate,
                         ::testing::Values(GateRow{"server_disabled", false, true, "user1",
                                                   "\x01"
                                                   "Administratively disabled.\n",
                                                   "ip scp server enable"},
                                           GateRow{"low_privilege", true, true, "guest",
                                                   "\x01"
                                                   "Privilege denied.\n",
                                                   "privilege level 1"},
                                           GateRow{"no_exec_list", true, false, "user1",
                                                   "\x01"
                                                   "Privilege denied.\n",
                                                   "aaa authorization exec"}),
                         [](const auto& row) { return row.param.name; });

TEST(Session, GreetsAClientOfSftp) {
  TestRouter router;
  router.log_in();
  const auto channel = router.open();
  router.client->request(channel, ssh::SubsystemRequest{"sftp"}, true);
  router.run();
  const auto answer = router.client.take<ssh::RequestAnswered>();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->success);
}

// pscp asks for SFTP first.
TEST(Session, TakesExecOnTheChannelWhereASubsystemWasRefused) {
  config::Config config = testing::guide_configuration();
  config.scp_server = false;
  TestRouter router{config};
  router.log_in();
  const auto channel = router.open();
  router.client->request(channel, ssh::SubsystemRequest{"sftp"}, true);
  router.run();
  const auto refused = router.client.take<ssh::RequestAnswered>();
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->success);
  EXPECT_EQ(router.exec(channel, "show privilege").status, 0U);
}

TEST(Session, RunsOneProgramOnAChannel_Rfc4254Section6_5) {
  TestRouter router;
  router.log_in();
  const auto channel = router.open();
  router.client->request(channel, ssh::ShellRequest{}, true);
  router.client->request(channel, ssh::ExecRequest{"show privilege"}, true);
  router.run();
  EXPECT_TRUE(router.client.take<ssh::RequestAnswered>()->success);
  EXPECT_FALSE(router.client.take<ssh::RequestAnswered>()->success);
}

TEST(Session, ServesManyChannelsOfOneConnection) {
  TestRouter router;
  router.log_in();
  std::vector<ssh::ChannelId> channels;
  for (int i = 0; i < 20; ++i) channels.push_back(router.open());
  for (const auto channel : channels) EXPECT_EQ(router.exec(channel, "show privilege").status, 0U);
}

TEST(Session, AShellEchoesOnATerminalAndKeepsQuietWithoutOne) {
  TestRouter router;
  router.log_in();
  const auto terminal = router.open();
  router.client->request(terminal, ssh::PtyRequest{"vt100", 80, 24}, true);
  router.client->request(terminal, ssh::ShellRequest{}, true);
  router.client->send_data(terminal, as_bytes("show privilege\r"));
  router.run();
  EXPECT_EQ(router.client.data[terminal],
            "\r\nRouter#show privilege\r\nCurrent privilege level is 15\r\nRouter#");
}

TEST(Session, ForgetsADroppedConnection) {
  TestRouter router;
  router.log_in();
  EXPECT_EQ(router.sessions.size(), 1U);
  router.client_link->close();
  router.run();
  EXPECT_EQ(router.sessions.size(), 0U);
  EXPECT_TRUE(router.session.expired());
  EXPECT_TRUE(router.logged("%SSH-5-SSH2_CLOSE")) << router.log_text();
}

TEST(Session, LeavesNoFileWhenTheConnectionDropsInTheMiddleOfAnUpload) {
  TestRouter router;
  router.log_in();
  const auto channel = router.open();
  router.client->request(channel, ssh::ExecRequest{"scp -t flash:/a.bin"}, true);
  router.client->send_data(channel, as_bytes(std::string_view{"C0644 100000 a.bin\nonly the beginning"}));
  router.run();
  router.client_link->close();
  router.run();
  EXPECT_FALSE(
      router.device.files.stat(*router.device.files.parse("flash:/a.bin", router.device.files.root())));
  EXPECT_TRUE(router.session.expired());
}

TEST(Session, SurvivesAReaderThatStopsReading) {
  TestRouter router;
  router.device.write_file("flash:big", std::string(900'000, 'x'));
  router.log_in();
  router.client.consume = false;
  const auto channel = router.open();
  router.client->request(channel, ssh::ExecRequest{"more flash:big"}, true);
  router.run();
  router.client_link->close();
  router.run();
  EXPECT_EQ(router.sessions.size(), 0U);
}

}  // namespace
}  // namespace ferry::server
