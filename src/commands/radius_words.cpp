#include "commands/radius_words.h"

#include <fmt/format.h>

#include <utility>

#include "commands/shared_keys.h"

namespace ferry::commands {

using namespace cli;
using config::LoadBalance;
using config::RadiusServer;

Path radius_ports() {
  return maybe(word("auth-port", "UDP port for logins; 1645 if none is typed") /
               number("authentication", 1, 65535, "Port number")) /
         maybe(word("acct-port", "UDP port for accounting; 1646 if none is typed") /
               number("accounting", 1, 65535, "Port number"));
}

void read_radius_ports(const Match& match, std::uint16_t& authentication, std::uint16_t& accounting) {
  const RadiusServer usual;
  const auto port_or = [&](std::string_view name, std::uint16_t otherwise) {
    return static_cast<std::uint16_t>(match.number(name).value_or(otherwise));
  };
  authentication = port_or("authentication", usual.authentication_port);
  accounting = port_or("accounting", usual.accounting_port);
}

Path radius_host_options() {
  return radius_ports() /
         maybe(word("timeout", "How long the server has for each copy of a request") /
               number("seconds", 1, 1000, "Seconds")) /
         maybe(word("retransmit", "How often a request is sent again") /
               number("copies", 0, 100, "Copies after the first")) /
         maybe(word("key", "What the server and this device share") / shared_key_path());
}

std::expected<RadiusServer, Complaint> read_radius_host(Edit& edit, const Match& match) {
  RadiusServer server{.address = read_address(match)};
  read_radius_ports(match, server.authentication_port, server.accounting_port);
  if (const auto seconds = match.number("seconds")) server.timeout = std::chrono::seconds{*seconds};
  if (const auto copies = match.number("copies")) server.retransmit = static_cast<unsigned>(*copies);
  if (match.has("key")) {
    auto key = read_shared_key(edit, match);
    if (!key) return std::unexpected(std::move(key.error()));
    server.key = std::move(*key);
  }
  return server;
}

std::string write_radius_host(const RadiusServer& server) {
  std::string line = fmt::format("{} auth-port {} acct-port {}", server.address, server.authentication_port,
                                 server.accounting_port);
  if (server.timeout) line += fmt::format(" timeout {}", server.timeout->count());
  if (server.retransmit) line += fmt::format(" retransmit {}", *server.retransmit);
  if (server.key) line += " key " + write_shared_key(*server.key);
  return line;
}

Path load_balance_path() {
  // The only one of its kind, so that `no load-balance` does without it.
  Path method = one_of(word("method", "How one is chosen") /
                       word("least-outstanding", "The one with the fewest requests under way"));
  return word("load-balance", "Spread requests over the servers") / std::move(method) /
         maybe(word("batch-size", "So many requests go to one before another is chosen") /
               number("batch", 1, 2147483647, "Requests; 25 if none is typed")) /
         maybe(word("ignore-preferred-server", "A login may go to one server and its accounting to another"));
}

LoadBalance read_load_balance(const Match& match) {
  LoadBalance balance{.ignore_preferred = match.has("ignore-preferred-server")};
  if (const auto batch = match.number("batch")) balance.batch_size = static_cast<unsigned>(*batch);
  return balance;
}

std::string write_load_balance(const LoadBalance& balance) {
  std::string line = "load-balance method least-outstanding";
  if (balance.batch_size != LoadBalance{}.batch_size)
    line += fmt::format(" batch-size {}", balance.batch_size);
  if (balance.ignore_preferred) line += " ignore-preferred-server";
  return line;
}

}  // namespace ferry::commands
