#include <fmt/format.h>

#include <algorithm>

#include "commands/joined.h"
#include "commands/radius_words.h"
#include "commands/server_commands.h"
#include "commands/shared_keys.h"
#include "commands/tables.h"
#include "commands/tls_commands.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::RadiusConfig;
using config::RadiusServer;

struct Radius {
  using Server = RadiusServer;
  using Place = InRadiusServer;
  static constexpr auto part = &Config::radius;
  static constexpr std::string_view name = "RADIUS";
};
using Servers = ServerCommands<Radius>;

EditResult set_address(Edit& edit, const Match& match) {
  RadiusServer& server = Servers::here(edit);
  server.address = read_address(match);
  read_radius_ports(match, server.authentication_port, server.accounting_port);
  return {};
}

EditResult forget_address(Edit& edit, const Match&) {
  RadiusServer& server = Servers::here(edit);
  const RadiusServer untouched;
  server.address = untouched.address;
  server.authentication_port = untouched.authentication_port;
  server.accounting_port = untouched.accounting_port;
  return {};
}

EditResult set_retransmit(Edit& edit, const Match& match) {
  Servers::here(edit).retransmit = static_cast<unsigned>(*match.number("copies"));
  return {};
}

EditResult set_rule(Edit& edit, const Match& match) {
  RadiusServer& server = Servers::here(edit);
  server.requires_message_authenticator = match.has("required");
  if (!server.requires_message_authenticator)
    edit.notices.emplace_back(
        "% Warning: whoever is between this device and the server can turn its reject into an accept "
        "(CVE-2024-3596).\n"
        "% Use this only until the server sends Message-Authenticator.");
  return {};
}

void show_server(const RadiusServer& server, Lines& lines) {
  lines.add("radius server " + server.name);
  const bool is_ipv6 = server.address.find(':') != std::string::npos;
  if (!server.address.empty())
    lines.add(fmt::format(" address {} {} auth-port {} acct-port {}", is_ipv6 ? "ipv6" : "ipv4",
                          server.address, server.authentication_port, server.accounting_port));
  if (server.timeout) lines.add(fmt::format(" timeout {}", server.timeout->count()));
  if (server.retransmit) lines.add(fmt::format(" retransmit {}", *server.retransmit));
  if (server.key) lines.add(" key " + write_shared_key(*server.key));
  if (!server.requires_message_authenticator) lines.add(" message-authenticator optional");
  if (!server.source_address.empty()) lines.add(fmt::format(" source-address {}", server.source_address));
  show_tls(server.tls, lines);
  if (server.tls.enabled && server.tls_port != RadiusServer{}.tls_port)
    lines.add(fmt::format(" tls port {}", server.tls_port));
}

void show_servers(const Config& config, Lines& lines) {
  for (const RadiusServer& server : config.radius.servers) {
    lines.separate();
    show_server(server, lines);
  }
  if (!config.radius.servers.empty()) lines.separate();
}

void show_common_key(const Config& config, Lines& lines) {
  if (config.radius.key) lines.add("radius-server key " + write_shared_key(*config.radius.key));
}

Path radius_server_word() {
  return word("radius-server", "Settings for all RADIUS servers");
}

Path address(std::string word_of, std::string help, Path token) {
  return word("address", "Where the server is") / word(std::move(word_of), std::move(help)) /
         std::move(token) / radius_ports();
}

CommandTable common_rows() {
  return {
      setting(radius_server_word() / word("key", "The key of servers without one of their own") /
              shared_key_path())
          .sets(Servers::set_common_key)
          .clears(Servers::clear_common_key)
          .shows(show_common_key)
          .examples({"radius-server key a-shared-secret", "radius-server key 7 0822455D0A16"}),
      setting(radius_server_word() / word("timeout", "How long a server has for each copy of a request") /
              number(1, 1000, "Seconds"))
          .stored_at(&Config::radius, &RadiusConfig::timeout)
          .examples({"radius-server timeout 2"}),
      setting(radius_server_word() / word("retransmit", "How often a request is sent again") /
              number(0, 100, "Copies after the first"))
          .stored_at(&Config::radius, &RadiusConfig::retransmit)
          .examples({"radius-server retransmit 1"}),
      setting(radius_server_word() / word("deadtime", "How long a dead server is passed over") /
              number(0, 1440, "Minutes; 0: never dead"))
          .stored_at(&Config::radius, &RadiusConfig::dead_criteria, &config::DeadCriteria::dead_time)
          .examples({"radius-server deadtime 1"}),
      keyed(word("radius", "Servers that speak RADIUS") / word("server", "One server") /
            key(text("name", "Name of the server")))
          .sets(Servers::enter)
          .clears(Servers::remove)
          .shows(show_servers)
          .examples({"radius server ONE\n address ipv4 10.1.1.9 auth-port 1812 acct-port 1813\n timeout 3\n"
                     " retransmit 1\n key 7 0822455D0A16\n message-authenticator optional\n"
                     " source-address 10.1.1.1",
                     "radius server THREE\n address ipv4 10.1.1.9\n tls\n tls server-name aaa.example.com\n"
                     " tls ca-file flash:ca.pem\n tls certificate-file flash:router.pem\n"
                     " tls key-file nvram:router.key\n tls port 4083",
                     "radius server TWO\n address ipv6 2001:db8::9\n key secret"}),
  };
}

/// Below `radius server NAME`.
CommandTable server_rows() {
  return {
      setting(address("ipv4", "By IPv4", ipv4_address_token("IPv4 address of the server")))
          .in(Mode::radius_server)
          .sets(set_address)
          .clears(forget_address),
      setting(address("ipv6", "By IPv6", ipv6_address_token("IPv6 address of the server")))
          .in(Mode::radius_server)
          .sets(set_address)
          .clears(forget_address),
      setting(word("key", "What the server and this device share") / shared_key_path())
          .in(Mode::radius_server)
          .sets(Servers::set_key)
          .clears(Servers::forget<&RadiusServer::key>),
      setting(word("timeout", "How long the server has for each copy of a request") /
              number("seconds", 1, 1000, "Seconds"))
          .in(Mode::radius_server)
          .sets(Servers::set_timeout)
          .clears(Servers::forget<&RadiusServer::timeout>),
      setting(word("retransmit", "How often a request is sent again") /
              number("copies", 0, 100, "Copies after the first"))
          .in(Mode::radius_server)
          .sets(set_retransmit)
          .clears(Servers::forget<&RadiusServer::retransmit>),
      setting(
          word("message-authenticator", "Whether replies have to prove that they are the server's") /
          one_of(word("optional", "For servers that send no Message-Authenticator: replies can be forged"),
                 word("required", "Replies without Message-Authenticator do not count")))
          .in(Mode::radius_server)
          .sets(set_rule)
          .clears(Servers::forget<&RadiusServer::requires_message_authenticator>),
      setting(word("source-address", "The address of this device that requests come from") /
              one_of(ipv4_address_token("IPv4 address of this device"),
                     ipv6_address_token("IPv6 address of this device")))
          .in(Mode::radius_server)
          .sets(Servers::set_source)
          .clears(Servers::forget<&RadiusServer::source_address>),
  };
}

}  // namespace

const CommandTable& radius_table() {
  static const CommandTable table = joined({common_rows(), server_rows()});
  return table;
}

}  // namespace ferry::commands
