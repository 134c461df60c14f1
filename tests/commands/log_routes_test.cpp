#include "commands/log_routes.h"

#include <gmock/gmock.h>

#include <memory>
#include <optional>

#include "net/event_loop.h"
#include "test_device.h"

namespace ferry::commands {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestDevice;

/// Somebody at a line of a device.
struct Watcher {
  Watcher(TestDevice& device, LineId line, bool monitors)
      : mailbox(std::make_shared<Mailbox>(loop)),
        seat(device.typists.sit_down({.line = line, .user = "", .address = "", .monitors = monitors},
                                     mailbox)) {}
  std::string seen() { return mailbox->take().text; }

  net::EventLoop loop;
  std::shared_ptr<Mailbox> mailbox;
  std::unique_ptr<Typists::Seat> seat;
};

constexpr LineId console{.kind = LineId::Kind::console, .number = 0};
constexpr LineId vty{.kind = LineId::Kind::vty, .number = 0};

struct RouteRow {
  const char* name;
  config::LoggingConfig logging;
  bool console, monitor, buffer;  // get a message of level 4
};

TEST(LogRoutes, LeadWhereTheConfigurationSays) {
  using config::LoggingConfig;
  const RouteRow rows[] = {
      {"default", {}, true, true, true},
      {"no logging on", {.on = false}, true, false, false},
      {"no logging console", {.console_level = std::nullopt}, false, true, true},
      {"no logging monitor", {.monitor_level = std::nullopt}, true, false, true},
      {"no logging buffered", {.buffered = false}, true, true, false},
      {"logging console errors", {.console_level = 3}, false, true, true},
      {"logging console warnings", {.console_level = 4}, true, true, true},
      {"logging monitor errors", {.monitor_level = 3}, true, false, true},
      {"logging buffered errors", {.buffered_level = 3}, true, true, false},
  };
  for (const RouteRow& row : rows) {
    config::Config config;
    config.logging = row.logging;
    TestDevice device{config};
    Watcher at_console{device, console, true};
    Watcher at_vty{device, vty, true};
    device.log.write("F", log::Severity::warnings, "M", "text");
    EXPECT_EQ(!at_console.seen().empty(), row.console) << row.name;
    EXPECT_EQ(!at_vty.seen().empty(), row.monitor) << row.name;
    EXPECT_EQ(!device.log_buffer.lines().empty(), row.buffer) << row.name;
  }
}

TEST(LogRoutes, ShowNothingToWhoDidNotAsk) {
  TestDevice device;
  Watcher at_vty{device, vty, false};
  device.log.debug("text");
  EXPECT_THAT(at_vty.seen(), IsEmpty());
}

TEST(LogRoutes, ShowWholeLines) {
  TestDevice device;
  Watcher at_vty{device, vty, true};
  device.log.debug("first");
  device.log.debug("second");
  EXPECT_EQ(at_vty.seen(), "*Jan  1 00:00:00.000: first\n*Jan  1 00:00:00.000: second\n");
}

TEST(LogRoutes, ForgetWhatWasInABufferThatIsSwitchedOff) {
  TestDevice device;
  device.log.debug("old");
  config::Config config;
  config.logging.buffered = false;
  device.routes.follow(config);
  config.logging.buffered = true;
  device.routes.follow(config);
  device.log.debug("new");
  EXPECT_THAT(device.log_buffer.lines(), ElementsAre(HasSubstr("new")));
}

}  // namespace
}  // namespace ferry::commands
