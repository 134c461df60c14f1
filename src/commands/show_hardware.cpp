#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "commands/exec_words.h"
#include "commands/platform_text.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;

net::Task<Status> show_inventory(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  co_await session.write(fmt::format(
      "NAME: \"Chassis\", DESCR: \"{} on {}\"\nPID: {:<18}, VID: V01  , SN: {}\n\n", platform_model(*config),
      services.device.platform(), platform_model(*config), platform_serial(services, *config)));
  co_return Status::done;
}

net::Task<Status> show_boot(Session& session, Match) {
  const DeviceFacts& device = session.services().device;
  co_await session.write(
      fmt::format("BOOT variable = {}\nCONFIG_FILE variable = {}\nBOOTLDR variable does not exist\n\n{}",
                  device.machine().image().path, device.configuration_source(), configuration_register));
  co_return Status::done;
}

std::string memory_row(std::string_view pool, const MemoryUse& use) {
  return fmt::format("{:>9}{:>12}{:>15}{:>15}{:>15}{:>15}{:>15}\n", pool, 0, use.total, use.total - use.free,
                     use.free, use.lowest_free, use.free);
}

// Memory is virtual: any of what is free can be had in one piece, and there is none set apart for packets.
net::Task<Status> show_memory(Session& session, Match) {
  std::string text = fmt::format("{:>9}{:>12}{:>15}{:>15}{:>15}{:>15}{:>15}\n", "", "Head", "Total(b)",
                                 "Used(b)", "Free(b)", "Lowest(b)", "Largest(b)");
  text += memory_row("Processor", session.services().device.machine().memory());
  text += memory_row("I/O", MemoryUse{});
  co_await session.write(std::move(text));
  co_return Status::done;
}

long percent(double share) {
  return std::lround(std::clamp(share, 0.0, 1.0) * 100);
}

std::string process_row(const ProcessorUse& use) {
  const auto runtime = use.runtime.count();
  const std::uint64_t each =
      use.switches == 0 ? 0 : static_cast<std::uint64_t>(runtime) * 1000 / use.switches;
  return fmt::format("{:>4} {:>11} {:>11} {:>10} {:>5.2f}% {:>5.2f}% {:>5.2f}% {:>3} {}\n", use.process,
                     runtime, use.switches, each, use.five_seconds * 100, use.one_minute * 100,
                     use.five_minutes * 100, 0, "ferry");
}

net::Task<Status> show_processor(Session& session, Match) {
  const ProcessorUse use = session.services().device.machine().processor();
  std::string text = fmt::format(
      "CPU utilization for five seconds: {}%/{}%; one minute: {}%; five minutes: {}%\n",
      percent(use.five_seconds), percent(use.kernel), percent(use.one_minute), percent(use.five_minutes));
  text += fmt::format("{:>4} {:>11} {:>11} {:>10} {:>6} {:>6} {:>6} {:>3} {}\n", "PID", "Runtime(ms)",
                      "Invoked", "uSecs", "5Sec", "1Min", "5Min", "TTY", "Process");
  co_await session.write(text + process_row(use));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_hardware_table() {
  static const CommandTable table{
      action(show_word() / word("inventory", "What the device consists of") /
             maybe(word("raw", "The same: nothing is left out")))
          .needs(privilege::user)
          .runs(show_inventory),
      action(show_word() / word("boot", "What was started, and with which configuration")).runs(show_boot),
      action(show_word() / word("bootvar", "What was started, and with which configuration")).runs(show_boot),
      action(show_word() / word("memory", "Main memory of the machine") /
             word("statistics", "How much is used and free"))
          .needs(privilege::user)
          .runs(show_memory),
      action(show_word() / word("processes", "What the device does") /
             word("cpu", "How busy it keeps the machine's processors"))
          .needs(privilege::user)
          .runs(show_processor),
  };
  return table;
}

}  // namespace ferry::commands
