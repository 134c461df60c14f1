#include <fmt/format.h>

#include <array>

#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

constexpr std::array<std::string_view, 8> level_names{
    "emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"};

std::string buffer_state(const Services& services, const config::LoggingConfig& logging) {
  if (!logging.buffered) return "disabled";
  return fmt::format("level {}, {} messages logged, xml disabled,\n                     filtering disabled",
                     level_names.at(logging.buffered_level), services.log_buffer.count());
}

net::Task<Status> show_logging(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  std::string text =
      "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, "
      "xml disabled, filtering disabled)\n\n";
  text += fmt::format("    Buffer logging:  {}\n\n", buffer_state(services, config->logging));
  text += fmt::format("Log Buffer ({} bytes):\n\n", services.log_buffer.capacity());
  for (const std::string& line : services.log_buffer.lines()) text += line + "\n";
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_logging_table() {
  static const CommandTable table{
      action(show_word() / word("logging", "Log messages in the device's memory"))
          .needs(privilege::enable)
          .runs(show_logging),
  };
  return table;
}

}  // namespace ferry::commands
