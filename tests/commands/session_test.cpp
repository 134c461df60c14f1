#include "commands/session.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_device.h"

namespace ferry::commands {
namespace {

using testing::administrator;
using testing::at_console;
using testing::guest;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_command;
using testing::run_keys;
using testing::TestDevice;

TEST(ExecChannel, AnswersWithOutputAndStatusZero) {
  TestDevice device;
  const auto answer = run_command(device, "show privilege");
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.text, "Current privilege level is 15\n");
}

TEST(ExecChannel, AnswersAWrongCommandWithStatusOneAndTheCaretUnderTheLineItself) {
  TestDevice device;
  const auto answer = run_command(device, "show  verzion");
  EXPECT_EQ(answer.status, 1);
  EXPECT_EQ(answer.text, "show  verzion\n         ^\n% Invalid input detected at '^' marker.\n\n");
  EXPECT_EQ(run_command(device, "show").text, "% Incomplete command.\n\n");
  EXPECT_EQ(run_command(device, "foo").text,
            "% Unknown command or computer name, or unable to find computer address\n");
}

TEST(ExecChannel, TakesAnEmptyLineForNothing) {
  TestDevice device;
  EXPECT_EQ(run_command(device, "  ").status, 0);
  EXPECT_EQ(run_command(device, "").text, "");
}

TEST(ExecChannel, RefusesALineThatIsTooLong) {
  TestDevice device;
  EXPECT_EQ(run_command(device, std::string(100000, 'x')).text, "% Line too long.\n");
}

TEST(ExecChannel, AsksNobodyAnything) {
  TestDevice device;
  device.running.update(
      [](config::Config& config) { config.enable_secrets[15] = config::Password{true, {}, "x"}; });
  EXPECT_EQ(run_command(device, "enable", guest).text, "% Bad secrets\n");
  EXPECT_EQ(run_command(device, "delete a").status, 1);
  EXPECT_EQ(run_command(device, "crypto key zeroize rsa").status, 1);
  EXPECT_EQ(run_command(device, "copy running-config startup-config").text,
            "Building configuration...\n[OK]\n");
}

TEST(ExecChannel, ShowsTheRunningConfigurationWithItsSize) {
  TestDevice device;
  const std::string text = run_command(device, "show running-config").text;
  const std::string body = running_configuration(*device.running.snapshot(), device.history);
  EXPECT_EQ(text, fmt::format("Building configuration...\n\nCurrent configuration : {} bytes\n{}",
                              body.size(), body));
}

TEST(ExecChannel, MakesHostKeysAndSaysSo) {
  TestDevice device;
  EXPECT_THAT(run_command(device, "crypto key generate rsa modulus 2048").text,
              HasSubstr("[OK] (elapsed time was 0 seconds)"));
  ASSERT_EQ(device.host_keys.keys.size(), 1U);
  EXPECT_EQ(device.host_keys.keys[0].label, "Router");
  EXPECT_EQ(device.host_keys.keys[0].bits, 2048U);
  device.host_keys.fails = true;
  EXPECT_EQ(run_command(device, "crypto key generate ec keysize 256").status, 1);
}

TEST(ExecChannel, SwitchesDebuggingOfScp) {
  TestDevice device;
  EXPECT_EQ(run_command(device, "debug ip scp").text, "Incoming SCP debugging is on\n");
  EXPECT_TRUE(device.debug.ip_scp);
  EXPECT_EQ(run_command(device, "no debug ip scp").text, "Incoming SCP debugging is off\n");
  EXPECT_FALSE(device.debug.ip_scp);
}

TEST(ExecChannel, RefusesWhatNeedsAHigherPrivilege) {
  TestDevice device;
  for (const char* line :
       {"show running-config", "debug ip scp", "dir", "crypto key generate rsa modulus 2048", "write memory",
        "more flash:/a", "delete /force flash:/a", "show logging"}) {
    EXPECT_EQ(run_command(device, line, guest).status, 1) << line;
  }
  EXPECT_FALSE(device.debug.ip_scp);
  EXPECT_TRUE(device.host_keys.keys.empty());
}

TEST(ShowVersion, SaysWhatTheProgramIsUnlessItIsToldToBeTakenForAnother) {
  TestDevice device;
  const std::string text = run_command(device, "show version").text;
  EXPECT_TRUE(text.starts_with("Ferry Software, Version 1.2.3\n"));
  EXPECT_THAT(text, Not(HasSubstr("Cisco")));
  device.running.update(
      [](config::Config& config) { config.platform.personality = config::Personality::ios; });
  EXPECT_TRUE(run_command(device, "show version")
                  .text.starts_with("Cisco IOS Software, Ferry Software (FERRY-M), Version "));
}

TEST(ShowIpSsh, ListsTheAlgorithmsInEffectAndTheKeys) {
  TestDevice device;
  device.facts.facts = {.enabled = true,
                        .authentication = {"publickey", "password"},
                        .public_key = {"ssh-ed25519"},
                        .host_key = {"rsa-sha2-512", "rsa-sha2-256"},
                        .encryption = {"aes128-ctr"},
                        .mac = {"hmac-sha2-256"},
                        .kex = {"curve25519-sha256"},
                        .compression = {"zlib@openssh.com", "none"},
                        .certificates = {"flash:/r1-cert.pub: of no use, it has expired"}};
  (void)run_command(device, "crypto key generate rsa modulus 2048 label R1");
  const std::string padding(80 - 25, ' ');
  EXPECT_EQ(run_command(device, "show ip ssh").text,
            "SSH Enabled - version 2.0\n"
            "Authentication methods:publickey,password\n"
            "Authentication Publickey Algorithms:ssh-ed25519\n"
            "Hostkey Algorithms:rsa-sha2-512,rsa-sha2-256\n"
            "Encryption Algorithms:aes128-ctr\n"
            "MAC Algorithms:hmac-sha2-256\n"
            "KEX Algorithms:curve25519-sha256\n"
            "Compression Algorithms:zlib@openssh.com,none\n"
            "Authentication timeout: 120 secs; Authentication retries: 3\n"
            "Minimum expected Diffie Hellman key size : 2048 bits\n"
            "IOS Keys in SECSH format(ssh-rsa, base64 encoded): R1\n"
            "Modulus Size : 2048 bits\n"
            "ssh-rsa AAAAB3NzaC1yc2EBAgNra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tr\n"
            "a2tra2tra2tra2tra2traw==" +
                padding +
                " \n"
                "IOS Keys in SECSH format(ssh-ec, base64 encoded): NONE\n"
                "Host Certificate: flash:/r1-cert.pub: of no use, it has expired\n");
}

TEST(ShowUsers, MarksTheSessionThatAsks) {
  TestDevice device;
  device.facts.sessions = {{.line = 0,
                            .encryption_in = "aes128-gcm@openssh.com",
                            .encryption_out = "aes256-ctr",
                            .mac_in = "",
                            .mac_out = "hmac-sha2-256-etm@openssh.com",
                            .state = "Session started",
                            .user = "admin",
                            .address = "10.1.1.2",
                            .idle = std::chrono::seconds{61}},
                           {.line = 1,
                            .encryption_in = "a",
                            .encryption_out = "a",
                            .mac_in = "m",
                            .mac_out = "m",
                            .state = "Session started",
                            .user = "guest",
                            .address = "10.1.1.3",
                            .idle = {}}};
  EXPECT_EQ(run_command(device, "show users").text,
            "    Line       User       Host(s)              Idle       Location\n"
            "*  2 vty 0     admin      idle                 00:01:01 10.1.1.2\n"
            "   3 vty 1     guest      idle                 00:00:00 10.1.1.3\n"
            "\n  Interface    User               Mode         Idle     Peer Address\n");
  EXPECT_EQ(run_command(device, "show ssh").text,
            "Connection Version Mode Encryption  Hmac         State                 Username\n"
            "0          2.0     IN   aes128-gcm@              Session started       admin\n"
            "0          2.0     OUT  aes256-ctr  hmac-sha2-25 Session started       admin\n"
            "1          2.0     IN   a           m            Session started       guest\n"
            "1          2.0     OUT  a           m            Session started       guest\n"
            "%No SSHv1 server connections running.\n");
}

TEST(ShowLogging, ShowsTheBufferBehindItsHeader) {
  TestDevice device;
  device.log.write("SYS", log::Severity::notifications, "RESTART", "hello");
  const std::string text = run_command(device, "show logging").text;
  EXPECT_THAT(text, HasSubstr("\nLog Buffer (4096 bytes):\n\n*Jan  1 00:00:00.000: %SYS-5-RESTART: hello\n"));
  EXPECT_THAT(text, HasSubstr("    Buffer logging:  level debugging, 1 messages logged, xml disabled,\n"));
}

TEST(ShowStartup, SaysWhenThereIsNone) {
  TestDevice device;
  EXPECT_EQ(run_command(device, "show startup-config").text, "startup-config is not present\n");
}

TEST(More, GivesAFileAsItIs) {
  TestDevice device;
  const std::string content = std::string(100000, 'x') + "\nno end";
  device.write_file("flash:/big", content);
  EXPECT_EQ(run_command(device, "more flash:/big").text, content);
}

TEST(Dir, ListsManyFilesInPieces) {
  TestDevice device;
  for (int index = 0; index < 1000; ++index) device.write_file(fmt::format("flash:/file{:04}", index), "");
  const std::string text = run_command(device, "dir flash:").text;
  EXPECT_THAT(text, HasSubstr("\n 1000  -rw-           0   Jan 1 2026 00:00:00 +00:00  file0999\n"));
  EXPECT_TRUE(text.starts_with("Directory of flash:/\n\n    1  -rw-           0   Jan 1 2026"));
}

TEST(Configuration, TakesEffectWithEachLineAndIsLoggedOnce) {
  TestDevice device;
  (void)run_keys(device, "conf t\rhostname R1\rip scp server enable\rfoo\rend\rexit\r");
  EXPECT_EQ(device.running.snapshot()->hostname, "R1");
  EXPECT_TRUE(device.running.snapshot()->scp_server);
  EXPECT_EQ(device.facts.changes, 2);
  EXPECT_EQ(device.history.last_change()->user, "admin");
  EXPECT_THAT(device.log_buffer.lines(),
              ::testing::ElementsAre(
                  HasSubstr("%SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.1.1.2)"),
                  HasSubstr("%SYS-6-LOGOUT: User admin has exited tty session 2(10.1.1.2)")));
}

TEST(Configuration, LogsTheUsersThatItAdds) {
  TestDevice device;
  (void)run_keys(device, "conf t\rusername bob privilege 15\rno username bob\r");
  EXPECT_THAT(device.log_buffer.lines().front(),
              HasSubstr("%AAA-6-USERNAME_CONFIGURATION: user with username: bob configured"));
}

TEST(Configuration, IsLeftWhenTheSessionIsCut) {
  TestDevice device;
  (void)run_keys(device, "conf t\rline vty 0 4\rexec-time");
  EXPECT_THAT(device.log_buffer.lines(),
              ::testing::ElementsAre(HasSubstr("%SYS-5-CONFIG_I"), HasSubstr("%SYS-6-LOGOUT")));
}

TEST(Enable, AsksForTheSecretAndTakesTheRightOne) {
  TestDevice device;
  device.running.update(
      [](config::Config& config) { config.enable_passwords[15] = config::Password{false, {}, "lab"}; });
  EXPECT_THAT(run_keys(device, "enable\rlab\rshow privilege\r", guest).text, HasSubstr("level is 15"));
  const std::string wrong = run_keys(device, "enable\ra\rb\rc\rshow privilege\r", guest).text;
  EXPECT_THAT(wrong, HasSubstr("% Bad passwords"));
  EXPECT_THAT(wrong, HasSubstr("level is 1\n"));
}

TEST(Enable, FollowsTheMethodListUnderNewModel) {
  TestDevice device;
  device.running.update([](config::Config& config) {
    config.enable_passwords[15] = config::Password{false, {}, "lab"};
    config.aaa.new_model = true;
    config.aaa.enable["default"] = {{config::MethodKind::enable, ""}};
  });
  EXPECT_THAT(
      run_keys(device, "enable\rwrong\rshow privilege\r", guest).text,
      HasSubstr(
          "Password: \n% Error in authentication.\nRouter>show privilege\nCurrent privilege level is 1\n"));
  EXPECT_THAT(run_keys(device, "enable\rlab\rshow privilege\r", guest).text, HasSubstr("level is 15"));
}

TEST(Enable, IsRefusedOverTheNetworkWhereNoPasswordIsSet) {
  TestDevice device;
  EXPECT_THAT(run_keys(device, "enable\rshow privilege\r", guest).text, HasSubstr("% No password set\n"));
  EXPECT_THAT(run_keys(device, "enable\rshow privilege\r", at_console).text, HasSubstr("level is 15"));
}

TEST(Shell, ShowsBannersBeforeTheFirstPrompt) {
  TestDevice device;
  device.running.update([](config::Config& config) {
    config.banners = {.motd = "\nMOTD\n", .login = "LOGIN", .exec = "EXEC"};
  });
  EXPECT_EQ(run_keys(device, "").text, "\nMOTD\nEXEC\n\nRouter#");
}

TEST(Shell, EndsLinesInCarriageReturnAndLineFeedOnATerminal) {
  TestDevice device;
  EXPECT_EQ(run_keys(device, "show privilege\r", administrator, Echo::on, LineEnds::crlf).text,
            "\r\nRouter#show privilege\r\nCurrent privilege level is 15\r\nRouter#");
}

TEST(Shell, RunsALineThatThePipeDoesNotEnd) {
  TestDevice device;
  EXPECT_THAT(run_keys(device, "show privilege", administrator, Echo::off).text, HasSubstr("level is 15"));
}

TEST(Shell, EndsWhenNobodyReadsItsOutputAnyMore) {
  TestDevice device;
  const auto stream = std::make_shared<testing::ScriptedStream>(
      "show version\rshow version\r", testing::ScriptedStream::Options{.output_limit = 10});
  StreamOutput output{*stream, LineEnds::lf};
  Session session{device.services, administrator, output};
  struct Flow {
    static net::Task<void> run(Session& session, Terminal terminal, bool& ended) {
      co_await run_shell(session, std::move(terminal));
      ended = true;
    }
  };
  bool ended = false;
  net::EventLoop loop;
  Terminal terminal{
      .loop = loop, .stream = stream, .echo = Echo::on, .mailbox = std::make_shared<Mailbox>(loop)};
  loop.spawn(Flow::run(session, std::move(terminal), ended));
  testing::settle(loop, device.offload);
  EXPECT_TRUE(ended);
}

TEST(Shell, CutsALongNameInThePromptsOfTheConfiguration) {
  TestDevice device;
  device.running.update([](config::Config& config) { config.hostname = "abcdefghijklmnopqrstuvwxyz"; });
  EXPECT_THAT(run_keys(device, "conf t\r").text, HasSubstr("\nabcdefghijklmnopqrst(config)#"));
}

TEST(Shell, StartsNothingThatAPathNamesOutsideTheFileSystems) {
  TestDevice device;
  for (const char* line : {"more ../../../etc/passwd", "dir /etc", "more \x01", "dir flash:/../.."}) {
    EXPECT_THAT(run_command(device, line).text, Not(HasSubstr("root:"))) << line;
  }
}

}  // namespace
}  // namespace ferry::commands
