#include <fmt/format.h>

#include "commands/tables.h"
#include "commands/tls_commands.h"

namespace ferry::commands {
namespace {

struct Tacacs {
  using Server = config::TacacsServer;
  using Place = cli::InTacacsServer;
  static constexpr auto part = &config::Config::tacacs;
};

}  // namespace

void show_tls(const config::TlsConfig& tls, cli::Lines& lines) {
  if (!tls.enabled) return;
  lines.add(" tls");
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) lines.add(fmt::format(" tls {} {}", name, value));
  };
  add("server-name", tls.server_name);
  add("ca-file", tls.ca_file);
  add("certificate-file", tls.certificate_file);
  add("key-file", tls.key_file);
  if (tls.psk)
    lines.add(fmt::format(" tls psk identity {} key {}", tls.psk_identity, write_shared_key(*tls.psk)));
}

const cli::CommandTable& tacacs_tls_table() {
  static const cli::CommandTable table =
      TlsCommands<Tacacs>::rows(cli::Mode::tacacs_server, "tacacs server ONE\n address ipv4 10.1.1.9\n tls");
  return table;
}

}  // namespace ferry::commands
