#include <fmt/format.h>

#include <optional>
#include <string>

#include "commands/exec_words.h"
#include "commands/log_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::LoggingConfig;

/// One destination, in the two lines that programs look for; the second has its own indent.
std::string destination(std::string_view label, std::optional<std::uint8_t> level, std::uint64_t count,
                        std::string_view indent) {
  if (!level) return fmt::format("    {} disabled\n", label);
  return fmt::format("    {} level {}, {} messages logged, xml disabled,\n{}filtering disabled\n", label,
                     log_levels.at(*level).first, count, indent);
}

std::string host_lines(const LogHostFacts& facts) {
  const bool is_tcp = facts.host.transport == config::LogHost::Transport::tcp;
  std::string text =
      fmt::format("        Logging to {}  ({} port {}, audit disabled,\n              link {}),\n",
                  facts.host.address, is_tcp ? "tcp" : "udp", facts.host.port, facts.link_up ? "up" : "down");
  text += fmt::format("              {} message lines logged, \n", facts.sent);
  text += "              0 message lines rate-limited, \n";
  text += fmt::format("              {} message lines dropped, \n", facts.dropped);
  text += "              xml disabled, sequence number disabled\n              filtering disabled\n";
  return text;
}

std::string trap_lines(const LoggingConfig& logging, const LoggingFacts& facts) {
  if (!logging.trap_level) return "    Trap logging: disabled\n";
  std::string text = fmt::format("    Trap logging: level {}, {} message lines logged\n",
                                 log_levels.at(*logging.trap_level).first, facts.trap);
  for (const LogHostFacts& host : facts.hosts) text += host_lines(host);
  return text;
}

std::string header(const LoggingConfig& logging, const Services& services) {
  const LoggingFacts facts = services.device.logging();
  // Without `logging on` only the console gets anything.
  const auto if_on = [&](std::optional<std::uint8_t> level) { return logging.on ? level : std::nullopt; };
  const auto buffer_level = logging.buffered ? std::optional{logging.buffered_level} : std::nullopt;
  std::string text = fmt::format(
      "Syslog logging: {} ({} messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, "
      "xml disabled, filtering disabled)\n\n",
      logging.on ? "enabled" : "disabled", facts.dropped());
  text += "No Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n\n";
  constexpr std::string_view indent = "                     ";
  text += destination("Console logging:", logging.console_level, facts.console, indent);
  text += destination("Monitor logging:", if_on(logging.monitor_level), facts.monitors, indent);
  text += destination("Buffer logging: ", if_on(buffer_level), services.log_buffer.count(), indent.substr(1));
  text += "    Exception Logging: disabled\n    Count and timestamp logging messages: disabled\n";
  text += "    Persistent logging: disabled\n\nNo active filter modules.\n\n";
  return text + trap_lines(logging, facts);
}

net::Task<Status> show_logging(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  std::string text = header(config->logging, services);
  if (config->logging.buffered) {
    text += fmt::format("\nLog Buffer ({} bytes):\n\n", services.log_buffer.capacity());
    for (const std::string& line : services.log_buffer.lines()) text += line + "\n";
  }
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> clear_logging(Session& session, Match) {
  bool confirmed = true;
  // A command without a typist (ssh host COMMAND) has been thought about before.
  if (session.dialog() != nullptr)
    confirmed = co_await session.dialog()->confirm("Clear logging buffer [confirm]");
  if (confirmed) session.services().log_buffer.clear();
  co_return Status::done;
}

}  // namespace

const CommandTable& show_logging_table() {
  static const CommandTable table{
      action(show_word() / word("logging", "Where log messages go, and those in the device's memory"))
          .needs(privilege::enable)
          .runs(show_logging),
      action(clear_word() / word("logging", "The log messages in the device's memory")).runs(clear_logging),
  };
  return table;
}

}  // namespace ferry::commands
