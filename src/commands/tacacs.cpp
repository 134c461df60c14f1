#include <fmt/format.h>

#include <algorithm>

#include "commands/joined.h"
#include "commands/server_commands.h"
#include "commands/shared_keys.h"
#include "commands/tables.h"
#include "commands/tacacs_words.h"
#include "commands/tls_commands.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::TacacsConfig;
using config::TacacsServer;

struct Tacacs {
  using Server = TacacsServer;
  using Place = InTacacsServer;
  static constexpr auto part = &Config::tacacs;
  static constexpr std::string_view name = "TACACS+";
};
using Servers = ServerCommands<Tacacs>;

EditResult set_address(Edit& edit, const Match& match) {
  Servers::here(edit).address = read_address(match);
  return {};
}

EditResult set_port(Edit& edit, const Match& match) {
  Servers::here(edit).port = static_cast<std::uint16_t>(*match.number("port"));
  return {};
}

EditResult set_single(Edit& edit, const Match&) {
  Servers::here(edit).single_connection = true;
  return {};
}

EditResult set_login(Edit& edit, const Match& match) {
  Servers::here(edit).pap = match.has("pap");
  return {};
}

bool is_ipv6(const std::string& address) {
  return address.find(':') != std::string::npos;
}

void show_server(const TacacsServer& server, Lines& lines) {
  lines.add("tacacs server " + server.name);
  if (!server.address.empty())
    lines.add(fmt::format(" address {} {}", is_ipv6(server.address) ? "ipv6" : "ipv4", server.address));
  if (server.key) lines.add(" key " + write_shared_key(*server.key));
  if (server.port) lines.add(fmt::format(" port {}", *server.port));
  if (server.timeout) lines.add(fmt::format(" timeout {}", server.timeout->count()));
  if (server.single_connection) lines.add(" single-connection");
  if (server.pap) lines.add(" login pap");
  if (!server.source_address.empty()) lines.add(fmt::format(" source-address {}", server.source_address));
  show_tls(server.tls, lines);
}

void show_servers(const Config& config, Lines& lines) {
  for (const TacacsServer& server : config.tacacs.servers) {
    lines.separate();
    show_server(server, lines);
  }
  if (!config.tacacs.servers.empty()) lines.separate();
}

EditResult set_host(Edit& edit, const Match& match) {
  auto server = read_tacacs_host(edit, match);
  if (!server) return std::unexpected(std::move(server.error()));
  auto& hosts = edit.config.tacacs.hosts;
  const auto known = std::ranges::find(hosts, server->address, &TacacsServer::address);
  if (known != hosts.end()) {
    *known = std::move(*server);
  } else if (hosts.size() == Servers::most_servers) {
    return Servers::too_many();
  } else {
    hosts.push_back(std::move(*server));
  }
  return {};
}

EditResult remove_host(Edit& edit, const Match& match) {
  std::erase_if(edit.config.tacacs.hosts,
                [&](const TacacsServer& server) { return server.address == read_address(match); });
  return {};
}

void show_hosts(const Config& config, Lines& lines) {
  for (const TacacsServer& server : config.tacacs.hosts)
    lines.add("tacacs-server host " + write_tacacs_host(server));
}

void show_common_key(const Config& config, Lines& lines) {
  if (config.tacacs.key) lines.add("tacacs-server key " + write_shared_key(*config.tacacs.key));
}

Path tacacs_server_word() {
  return word("tacacs-server", "Settings for all TACACS+ servers");
}

Path source_address() {
  return word("source-address", "The address of this device that connections come from") /
         one_of(ipv4_address_token("IPv4 address of this device"),
                ipv6_address_token("IPv6 address of this device"));
}

Command server_in_one_line() {
  return setting(tacacs_server_word() / word("host", "A server, in one line") /
                 key(one_of(ipv4_address_token("IPv4 address of the server"),
                            ipv6_address_token("IPv6 address of the server"))) /
                 tacacs_host_options())
      .sets(set_host)
      .clears(remove_host)
      .shows(show_hosts)
      .examples({"tacacs-server host 10.1.1.9",
                 "tacacs-server host 10.1.1.9 single-connection port 4949 "
                 "timeout 3 key 7 0822455D0A16",
                 "tacacs-server host 2001:db8::9 key secret"});
}

CommandTable common_rows() {
  return {
      server_in_one_line(),
      setting(tacacs_server_word() / word("key", "The key of servers without one of their own") /
              shared_key_path())
          .sets(Servers::set_common_key)
          .clears(Servers::clear_common_key)
          .shows(show_common_key)
          .examples({"tacacs-server key a-shared-secret", "tacacs-server key 7 0822455D0A16",
                     "tacacs-server key 0 two words"}),
      setting(tacacs_server_word() / word("timeout", "How long a server has for one answer") /
              number(1, 1000, "Seconds"))
          .stored_at(&Config::tacacs, &TacacsConfig::timeout)
          .examples({"tacacs-server timeout 10", "no tacacs-server timeout"}),
      setting(tacacs_server_word() / word("dead-criteria", "When a silent server is passed over") /
              word("tries", "So many requests in a row without an answer") / number(1, 100, "Requests"))
          .stored_at(&Config::tacacs, &TacacsConfig::dead_criteria, &config::DeadCriteria::tries)
          .examples({"tacacs-server dead-criteria tries 3"}),
      setting(tacacs_server_word() / word("deadtime", "How long a dead server is passed over") /
              number(0, 1440, "Minutes; 0: never dead"))
          .stored_at(&Config::tacacs, &TacacsConfig::dead_criteria, &config::DeadCriteria::dead_time)
          .examples({"tacacs-server deadtime 1", "tacacs-server deadtime 0"}),
      keyed(word("tacacs", "Servers that speak TACACS+") / word("server", "One server") /
            key(text("name", "Name of the server")))
          .sets(Servers::enter)
          .clears(Servers::remove)
          .shows(show_servers)
          .examples(
              {"tacacs server ONE\n address ipv4 10.1.1.9\n key 7 0822455D0A16\n port 4949\n timeout 3\n"
               " single-connection\n login pap\n source-address 10.1.1.1",
               "tacacs server THREE\n address ipv4 10.1.1.9\n tls\n tls server-name aaa.example.com\n"
               " tls ca-file flash:ca.pem\n tls certificate-file flash:router.pem\n"
               " tls key-file nvram:router.key",
               "tacacs server FOUR\n address ipv4 10.1.1.9\n tls\n"
               " tls psk identity router-of-the-branch key 7 0822455D0A16",
               "tacacs server TWO\n address ipv6 2001:db8::9\n key secret"}),
  };
}

/// Below `tacacs server NAME`.
CommandTable server_rows() {
  return {
      setting(word("address", "Where the server is") / word("ipv4", "By IPv4") /
              ipv4_address_token("IPv4 address of the server"))
          .in(Mode::tacacs_server)
          .sets(set_address)
          .clears(Servers::forget<&TacacsServer::address>),
      setting(word("address", "Where the server is") / word("ipv6", "By IPv6") /
              ipv6_address_token("IPv6 address of the server"))
          .in(Mode::tacacs_server)
          .sets(set_address)
          .clears(Servers::forget<&TacacsServer::address>),
      setting(word("key", "What the server and this device share") / shared_key_path())
          .in(Mode::tacacs_server)
          .sets(Servers::set_key)
          .clears(Servers::forget<&TacacsServer::key>),
      setting(word("port", "Another than the usual port") / number("port", 1, 65535, "Port number"))
          .in(Mode::tacacs_server)
          .sets(set_port)
          .clears(Servers::forget<&TacacsServer::port>),
      setting(word("timeout", "How long the server has for one answer") /
              number("seconds", 1, 1000, "Seconds"))
          .in(Mode::tacacs_server)
          .sets(Servers::set_timeout)
          .clears(Servers::forget<&TacacsServer::timeout>),
      setting(word("single-connection", "Keep connections, if the server agrees"))
          .in(Mode::tacacs_server)
          .sets(set_single)
          .clears(Servers::forget<&TacacsServer::single_connection>),
      setting(word("login", "How passwords get to the server") /
              one_of(word("ascii", "The server asks for them"), word("pap", "With the first packet")))
          .in(Mode::tacacs_server)
          .sets(set_login)
          .clears(Servers::forget<&TacacsServer::pap>),
      setting(source_address())
          .in(Mode::tacacs_server)
          .sets(Servers::set_source)
          .clears(Servers::forget<&TacacsServer::source_address>),
  };
}

}  // namespace

const CommandTable& tacacs_table() {
  static const CommandTable table = joined({common_rows(), server_rows()});
  return table;
}

}  // namespace ferry::commands
