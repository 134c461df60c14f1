#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "commands/log_words.h"
#include "commands/tables.h"
#include "net/link.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::LoggingConfig;
using config::LogHost;
using Transport = LogHost::Transport;

/// More servers than any site has; each has a queue of its own.
constexpr std::size_t most_hosts = 16;

constexpr std::uint16_t default_port(Transport transport) {
  // RFC 5426 section 3.3; what IOS takes for TCP.
  return transport == Transport::udp ? 514 : 601;
}

struct FacilityRow {
  std::string_view name;
  unsigned number;  // RFC 5424 section 6.2.1
  std::string_view help;
};
constexpr std::array facilities{
    // Shown is the first name of a number: sys9 is cron.
    FacilityRow{"auth", 4, "Authorization"},     FacilityRow{"cron", 9, "Clock daemon"},
    FacilityRow{"daemon", 3, "System daemons"},  FacilityRow{"kern", 0, "Kernel"},
    FacilityRow{"local0", 16, "Local use"},      FacilityRow{"local1", 17, "Local use"},
    FacilityRow{"local2", 18, "Local use"},      FacilityRow{"local3", 19, "Local use"},
    FacilityRow{"local4", 20, "Local use"},      FacilityRow{"local5", 21, "Local use"},
    FacilityRow{"local6", 22, "Local use"},      FacilityRow{"local7", 23, "Local use"},
    FacilityRow{"lpr", 6, "Line printers"},      FacilityRow{"mail", 2, "Mail"},
    FacilityRow{"news", 7, "Network news"},      FacilityRow{"sys10", 10, "System use"},
    FacilityRow{"sys11", 11, "System use"},      FacilityRow{"sys12", 12, "System use"},
    FacilityRow{"sys13", 13, "System use"},      FacilityRow{"sys14", 14, "System use"},
    FacilityRow{"sys9", 9, "System use"},        FacilityRow{"syslog", 5, "The log itself"},
    FacilityRow{"user", 1, "Programs of users"}, FacilityRow{"uucp", 8, "Copies between Unix machines"},
};

template <std::size_t... Index>
Path facility_words(std::index_sequence<Index...>) {
  return one_of(word(std::string{facilities[Index].name}, std::string{facilities[Index].help})...);
}

EditResult set_facility(Edit& edit, const Match& match) {
  for (const FacilityRow& row : facilities) {
    if (match.has(row.name)) edit.config.logging.facility = row.number;
  }
  return {};
}

EditResult clear_facility(Edit& edit, const Match&) {
  edit.config.logging.facility = LoggingConfig{}.facility;
  return {};
}

void show_facility(const Config& config, Lines& lines) {
  if (config.logging.facility == LoggingConfig{}.facility && !lines.shows_defaults()) return;
  const auto row = std::ranges::find(facilities, config.logging.facility, &FacilityRow::number);
  lines.add(fmt::format("logging facility {}", row->name));
}

EditResult set_trap(Edit& edit, const Match& match) {
  const auto level = log_level_of(match);
  edit.config.logging.trap_level = level ? level : LoggingConfig{}.trap_level;
  return {};
}

EditResult clear_trap(Edit& edit, const Match&) {
  edit.config.logging.trap_level = std::nullopt;
  return {};
}

EditResult restore_trap(Edit& edit, const Match&) {
  edit.config.logging.trap_level = LoggingConfig{}.trap_level;
  return {};
}

void show_trap(const Config& config, Lines& lines) {
  const auto level = config.logging.trap_level;
  if (!level) return lines.add("no logging trap");
  if (level != LoggingConfig{}.trap_level || lines.shows_defaults())
    lines.add(fmt::format("logging trap {}", log_levels[*level].first));
}

bool is_ipv4(std::string_view text) {
  return text.find(':') == std::string_view::npos && net::Address::parse(fmt::format("{}:1", text));
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos && text.find('%') == std::string_view::npos &&
         net::Address::parse(fmt::format("[{}]:1", text));
}

Path address(std::string label, bool (*allowed)(std::string_view)) {
  return key(Path{Element{Token{.kind = TokenKind::word,
                                .text = "address",
                                .help = "Address of the syslog server",
                                .label = std::move(label),
                                .allowed = allowed}}});
}

Path port() {
  return maybe(word("port", "Another than the usual port") / number("port", 1, 65535, "Port number"));
}

Path transport() {
  return maybe(word("transport", "How messages get there") /
               one_of(word("udp", "One datagram for each message") / port(),
                      word("tcp", "One connection for all messages") / port()));
}

LogHost host_of(const Match& match) {
  LogHost host;
  const std::string typed = match.text("address");
  host.address = net::Address::parse(fmt::format("[{}]:1", typed))->host;
  if (match.has("tcp")) host.transport = Transport::tcp;
  host.port = static_cast<std::uint16_t>(match.number("port").value_or(default_port(host.transport)));
  return host;
}

EditResult add_host(Edit& edit, const Match& match) {
  std::vector<LogHost>& hosts = edit.config.logging.hosts;
  LogHost host = host_of(match);
  if (std::ranges::find(hosts, host) != hosts.end()) return {};
  if (hosts.size() == most_hosts) {
    return complain(fmt::format("% No more than {} syslog servers are possible", most_hosts));
  }
  hosts.push_back(std::move(host));
  return {};
}

/// Without a transport every server at this address.
EditResult remove_host(Edit& edit, const Match& match) {
  const LogHost unwanted = host_of(match);
  std::erase_if(edit.config.logging.hosts, [&](const LogHost& host) {
    return match.has("transport") ? host == unwanted : host.address == unwanted.address;
  });
  return {};
}

void show_hosts(const Config& config, Lines& lines) {
  for (const LogHost& host : config.logging.hosts) {
    const bool is_tcp = host.transport == Transport::tcp;
    const bool usual_port = host.port == default_port(host.transport);
    std::string line = fmt::format("logging host {}{}", is_ipv6(host.address) ? "ipv6 " : "", host.address);
    if (is_tcp || !usual_port) line += is_tcp ? " transport tcp" : " transport udp";
    if (!usual_port) line += fmt::format(" port {}", host.port);
    lines.add(line);
  }
}

}  // namespace

const CommandTable& logging_hosts_table() {
  static const CommandTable table{
      setting(logging_word() / word("trap", "To the syslog servers") / maybe(log_level_words()))
          .sets(set_trap)
          .clears(clear_trap)
          .restores(restore_trap)
          .shows(show_trap)
          .examples({"logging trap debugging", "logging trap 3", "logging trap", "no logging trap"}),
      setting(logging_word() / word("trap", "To the syslog servers") /
              word("syslog-format", "The form of the messages") /
              word("rfc5424", "Structured, with a full date and the name of this device"))
          .stored_at(&Config::logging, &LoggingConfig::structured_syslog)
          .examples({"logging trap syslog-format rfc5424", "no logging trap syslog-format rfc5424"}),
      setting(logging_word() / word("facility", "The facility that messages to the syslog servers bear") /
              facility_words(std::make_index_sequence<facilities.size()>{}))
          .sets(set_facility)
          .clears(clear_facility)
          .shows(show_facility)
          .examples({"logging facility local0", "logging facility sys14", "logging facility local7"}),
      setting(logging_word() / word("host", "A syslog server") / address("A.B.C.D", is_ipv4) / transport())
          .sets(add_host)
          .clears(remove_host)
          .shows(show_hosts)
          .examples({"logging host 10.1.1.9", "logging host 10.1.1.9 transport udp port 5514",
                     "logging host 10.1.1.9 transport tcp", "logging host 10.1.1.9 transport tcp port 1514"}),
      setting(logging_word() / word("host", "A syslog server") / word("ipv6", "With an IPv6 address") /
              address("X:X:X:X::X", is_ipv6) / transport())
          .sets(add_host)
          .clears(remove_host)
          .examples({"logging host ipv6 2001:db8::9", "logging host ipv6 2001:DB8::9 transport tcp"}),
      setting(logging_word() / address("A.B.C.D", is_ipv4))
          .sets(add_host)
          .clears(remove_host)
          .examples({"logging 10.1.1.9"}),
  };
  return table;
}

}  // namespace ferry::commands
