#include <fmt/format.h>

#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/ip_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using net::Interface;

std::string_view status(const Interface& interface) {
  return interface.is_up ? "up" : "administratively down";
}
std::string_view protocol(const Interface& interface) {
  return interface.is_running ? "up" : "down";
}

// Nobody tells where the address of an interface comes from: DHCP, a file, somebody's hand.
std::string brief_row(const Interface& interface) {
  const bool has_address = !interface.addresses.empty();
  return fmt::format("{:<26} {:<15} YES {:<6} {:<21} {}\n", printable(interface.name),
                     has_address ? interface.addresses.front().address : "unassigned",
                     has_address ? "other" : "unset", status(interface), protocol(interface));
}

std::string heading(const Interface& interface) {
  return fmt::format("{} is {}, line protocol is {}\n", printable(interface.name), status(interface),
                     protocol(interface));
}

std::string address_lines(const Interface& interface) {
  std::string text;
  for (const Interface::Ipv4& one : interface.addresses) {
    text += fmt::format("  {} is {}/{}\n", text.empty() ? "Internet address" : "Secondary address",
                        one.address, one.prefix);
  }
  return text;
}

// "0242.ac11.0002"
std::string dotted(const std::array<Byte, 6>& address) {
  const std::string digits = to_hex(address);
  return digits.substr(0, 4) + "." + digits.substr(4, 4) + "." + digits.substr(8, 4);
}

std::string hardware_line(const Interface& interface) {
  if (interface.is_loopback) return "  Hardware is Loopback\n";
  if (!interface.hardware_address) return "  Hardware is Tunnel\n";
  const std::string address = dotted(*interface.hardware_address);
  return fmt::format("  Hardware is Ethernet, address is {} (bia {})\n", address, address);
}

std::string speed_line(const Interface& interface) {
  std::string text = fmt::format("  MTU {} bytes", interface.mtu);
  if (interface.kilobits) text += fmt::format(", BW {} Kbit/sec", *interface.kilobits);
  return text + "\n";
}

std::string counter_lines(const Interface& interface) {
  const Interface::Counters& in = interface.input;
  const Interface::Counters& out = interface.output;
  const Interface::Errors& errors = interface.errors;
  return fmt::format(
      "     {} packets input, {} bytes, {} no buffer\n"
      "     {} input errors, {} CRC, {} frame, {} overrun\n"
      "     {} packets output, {} bytes, {} underruns\n"
      "     {} output errors, {} collisions\n",
      in.packets, in.bytes, in.dropped, in.errors, errors.crc, errors.frame, errors.overrun, out.packets,
      out.bytes, errors.underrun, out.errors, errors.collisions);
}

std::string interface_text(const Interface& interface) {
  return heading(interface) + hardware_line(interface) + address_lines(interface) + speed_line(interface) +
         fmt::format("  Encapsulation {}, loopback not set\n", interface.is_loopback        ? "LOOPBACK"
                                                               : interface.hardware_address ? "ARPA"
                                                                                            : "TUNNEL") +
         counter_lines(interface);
}

std::string ip_text(const Interface& interface) {
  std::string text = heading(interface);
  if (interface.addresses.empty()) return text + "  Internet protocol processing disabled\n";
  text += address_lines(interface);
  const std::string& broadcast = interface.addresses.front().broadcast;
  if (!broadcast.empty()) text += fmt::format("  Broadcast address is {}\n", broadcast);
  return text + fmt::format("  MTU is {} bytes\n", interface.mtu);
}

/// `text` of every interface, or of the one that was named.
net::Task<Status> show_each(Session& session, std::string heading, std::string name,
                            std::string (*text)(const Interface&)) {
  const Machine& machine = session.services().device.machine();
  const auto all = co_await session.services().offload.run([&] { return machine.interfaces(); });
  std::string shown;
  for (const Interface& interface : all) {
    if (name.empty() || interface.name == name) shown += text(interface);
  }
  if (shown.empty() && !name.empty()) {
    co_await session.write(fmt::format("%Error: there is no interface {}\n", printable(name)));
    co_return Status::failed;
  }
  co_await session.write(heading + shown);
  co_return Status::done;
}

net::Task<Status> show_interfaces(Session& session, Match match) {
  co_return co_await show_each(session, {}, match.text("interface"), interface_text);
}

net::Task<Status> show_ip_interface(Session& session, Match match) {
  co_return co_await show_each(session, {}, match.text("interface"), ip_text);
}

net::Task<Status> show_brief(Session& session, Match) {
  std::string header = fmt::format("{:<26} {:<15} OK? {:<6} {:<21} {}\n", "Interface", "IP-Address", "Method",
                                   "Status", "Protocol");
  co_return co_await show_each(session, std::move(header), {}, brief_row);
}

Path which() {
  return maybe(text("interface", "Only this one, by its name"));
}

Path ip_interface() {
  return show_word() / ip_word() / word("interface", "Addresses of the machine's interfaces");
}

}  // namespace

const CommandTable& show_interfaces_table() {
  static const CommandTable table{
      action(show_word() / word("interfaces", "The machine's network interfaces") / which())
          .needs(privilege::user)
          .runs(show_interfaces),
      action(ip_interface() / which()).needs(privilege::user).runs(show_ip_interface),
      action(ip_interface() / word("brief", "One line for each")).needs(privilege::user).runs(show_brief),
  };
  return table;
}

}  // namespace ferry::commands
