#include <fmt/format.h>

#include <map>

#include "commands/exec_words.h"
#include "commands/platform_text.h"
#include "commands/session.h"
#include "commands/tables.h"
#include "commands/times.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::Personality;

/// Everything that the text is made of.
struct Facts {
  const Services& services;
  const Config& config;
  Image image;
  MemoryUse memory;
  std::map<std::string, unsigned> interfaces;  // how many of a kind: "Gigabit Ethernet"
  vfs::Space nvram, flash;
};

std::string kind_of(const net::Interface& interface) {
  constexpr std::uint64_t fast = 100'000;
  constexpr std::uint64_t gigabit = 1'000'000;
  constexpr std::uint64_t ten_gigabit = 10'000'000;
  const std::uint64_t kilobits = interface.kilobits.value_or(0);
  if (kilobits >= ten_gigabit) return "Ten Gigabit Ethernet";
  if (kilobits >= gigabit) return "Gigabit Ethernet";
  return kilobits >= fast ? "Fast Ethernet" : "Ethernet";
}

vfs::Space space_of(const vfs::Mounts& files, std::string_view device) {
  const vfs::FileSystem* const system = files.find(device);
  return system == nullptr ? vfs::Space{} : system->space();
}

Facts gather(const Services& services, const Config& config) {
  const Machine& machine = services.device.machine();
  Facts facts{.services = services,
              .config = config,
              .image = machine.image(),
              .memory = machine.memory(),
              .interfaces = {},
              .nvram = space_of(services.files, "nvram"),
              .flash = space_of(services.files, "flash")};
  for (const net::Interface& interface : machine.interfaces()) {
    if (interface.hardware_address) ++facts.interfaces[kind_of(interface)];
  }
  return facts;
}

// Tools read name, image and version out of these lines.
std::string heading(const Facts& facts) {
  const std::string version = platform_version(facts.services, facts.config);
  constexpr std::string_view release = "RELEASE SOFTWARE (fc1)";
  switch (facts.config.platform.personality) {
    case Personality::ios:
      return fmt::format("Cisco IOS Software, Ferry Software (FERRY-M), Version {}, {}\n", version, release);
    case Personality::ios_xe:
      return fmt::format(
          "Cisco IOS XE Software, Version {0}\n"
          "Cisco IOS Software [Ferry], IOS-XE Software (FERRY-M), Version {0}, {1}\n",
          version, release);
    case Personality::native:
      break;
  }
  return fmt::format("Ferry Software, Version {}\nSecure Copy server, running on {}\n", version,
                     facts.services.device.platform());
}

std::string times(const Facts& facts) {
  const Services& services = facts.services;
  const Duration uptime = services.clock.now() - services.device.started();
  const WallTime started = services.clock.wall_now() - std::chrono::duration_cast<WallTime::duration>(uptime);
  const std::string reason = services.reloader.last_reason();
  return fmt::format(
      "{} uptime is {}\nSystem returned to ROM by {}\nSystem restarted at {}\n"
      "System image file is \"{}\"\nLast reload reason: {}\n",
      facts.config.hostname, spelled_duration(uptime), reason == "power-on" ? reason : "reload",
      date_and_time(started), facts.image.path, reason);
}

std::uint64_t kibibytes(std::uint64_t bytes) {
  return bytes / 1024;
}

// There is no memory of a kind of its own for packets: the second number is 0.
std::string hardware(const Facts& facts) {
  const std::string model = platform_model(facts.config);
  const std::string machine = facts.services.device.machine().architecture();
  const std::string memory = fmt::format("with {}K/0K bytes of memory.", kibibytes(facts.memory.total));
  switch (facts.config.platform.personality) {
    case Personality::ios:
      return fmt::format("Cisco {} (revision 1.0) {}\n", model, memory);
    case Personality::ios_xe:
      return fmt::format("cisco {} ({}) processor (revision 1.0) {}\n", model, machine, memory);
    case Personality::native:
      break;
  }
  return fmt::format("{} ({}) processor {}\n", model, machine, memory);
}

std::string equipment(const Facts& facts) {
  std::string text = hardware(facts);
  text += fmt::format("Processor board ID {}\n", platform_serial(facts.services, facts.config));
  for (const auto& [kind, count] : facts.interfaces)
    text += fmt::format("{} {} interface{}\n", count, kind, count == 1 ? "" : "s");
  if (facts.nvram.total) {
    text += fmt::format("{}K bytes of non-volatile configuration memory.\n", kibibytes(*facts.nvram.total));
  }
  if (facts.flash.total)
    text += fmt::format("{}K bytes of flash memory at flash:.\n", kibibytes(*facts.flash.total));
  return text;
}

std::string version_text(const Services& services, const Config& config) {
  const Facts facts = gather(services, config);
  return fmt::format("{}Compiled {} by {}\n\nROM: Ferry {} on {}\n\n{}\n{}\n{}", heading(facts),
                     image_date(facts.image.made), facts.image.compiler, services.device.version(),
                     services.device.platform(), times(facts), equipment(facts), configuration_register);
}

net::Task<Status> show_version(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  std::string text = co_await services.offload.run([&] { return version_text(services, *config); });
  co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

std::string platform_version(const Services& services, const Config& config) {
  return config.platform.version.empty() ? services.device.version() : config.platform.version;
}

std::string platform_model(const Config& config) {
  return config.platform.model.empty() ? "Ferry" : config.platform.model;
}

std::string platform_serial(const Services& services, const Config& config) {
  return config.platform.serial.empty() ? services.device.machine().serial() : config.platform.serial;
}

const CommandTable& show_version_table() {
  static const CommandTable table{
      action(show_word() / word("version", "Software, uptime and hardware"))
          .needs(privilege::user)
          .runs(show_version),
  };
  return table;
}

}  // namespace ferry::commands
