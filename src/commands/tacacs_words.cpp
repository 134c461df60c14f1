#include "commands/tacacs_words.h"

#include <fmt/format.h>

#include "commands/shared_keys.h"

namespace ferry::commands {

using namespace cli;
using config::TacacsServer;

Path tacacs_host_options() {
  return maybe(word("single-connection", "Keep connections, if the server agrees")) /
         maybe(word("port", "Another than the usual port") / number("port", 1, 65535, "Port number")) /
         maybe(word("timeout", "How long the server has for one answer") /
               number("seconds", 1, 1000, "Seconds")) /
         maybe(word("key", "What the server and this device share") / shared_key_path());
}

std::expected<TacacsServer, Complaint> read_tacacs_host(Edit& edit, const Match& match) {
  TacacsServer server{.address = read_address(match), .single_connection = match.has("single-connection")};
  if (const auto port = match.number("port")) server.port = static_cast<std::uint16_t>(*port);
  if (const auto seconds = match.number("seconds")) server.timeout = std::chrono::seconds{*seconds};
  if (match.has("key")) {
    auto key = read_shared_key(edit, match);
    if (!key) return std::unexpected(std::move(key.error()));
    server.key = std::move(*key);
  }
  return server;
}

std::string write_tacacs_host(const TacacsServer& server) {
  std::string line = server.address;
  if (server.single_connection) line += " single-connection";
  if (server.port) line += fmt::format(" port {}", *server.port);
  if (server.timeout) line += fmt::format(" timeout {}", server.timeout->count());
  if (server.key) line += " key " + write_shared_key(*server.key);
  return line;
}

}  // namespace ferry::commands
