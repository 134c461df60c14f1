#include <gmock/gmock.h>

#include "test_device.h"

namespace ferry::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_command;
using testing::TestDevice;
using Transport = config::LogHost::Transport;

TEST(ShowLogging, CountsForEachSyslogServer) {
  TestDevice device;
  device.facts.logged.trap = 70;
  device.facts.logged.hosts = {
      {.host = {.address = "10.1.1.9"}, .link_up = true, .sent = 69, .dropped = 1},
      {.host = {.address = "2001:db8::9", .transport = Transport::tcp, .port = 601},
       .link_up = false,
       .sent = 3,
       .dropped = 67},
  };
  const std::string text = run_command(device, "show logging").text;
  EXPECT_THAT(text, HasSubstr("Syslog logging: enabled (68 messages dropped, 0 messages rate-limited,"));
  EXPECT_THAT(text, HasSubstr(R"(
    Trap logging: level informational, 70 message lines logged
        Logging to 10.1.1.9  (udp port 514, audit disabled,
              link up),
              69 message lines logged, 
              0 message lines rate-limited, 
              1 message lines dropped, 
              xml disabled, sequence number disabled
              filtering disabled
        Logging to 2001:db8::9  (tcp port 601, audit disabled,
              link down),
              3 message lines logged, 
              0 message lines rate-limited, 
              67 message lines dropped, 
              xml disabled, sequence number disabled
              filtering disabled

Log Buffer (4096 bytes):
)"));
}

TEST(ShowLogging, HasNoBufferToShowWithoutLoggingBuffered) {
  config::Config config;
  config.logging.buffered = false;
  TestDevice device{config};
  device.log.debug("nobody keeps this");
  const std::string text = run_command(device, "show logging").text;
  EXPECT_THAT(text, HasSubstr("    Buffer logging:  disabled\n"));
  EXPECT_THAT(text, Not(HasSubstr("Log Buffer")));
}

TEST(ClearLogging, AsksNobodyWhereNobodyCanAnswer) {
  TestDevice device;
  device.log.debug("to be cleared");
  EXPECT_EQ(run_command(device, "clear logging").status, 0);
  EXPECT_TRUE(device.log_buffer.lines().empty());
}

TEST(DebugAll, IsRefusedWhereNobodyCanConfirmIt) {
  TestDevice device;
  EXPECT_EQ(run_command(device, "debug all").status, 1);
  EXPECT_FALSE(device.debug.ip_scp);
}

}  // namespace
}  // namespace ferry::commands
