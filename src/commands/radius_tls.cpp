#include "commands/joined.h"
#include "commands/tables.h"
#include "commands/tls_commands.h"

namespace ferry::commands {
namespace {

using namespace cli;

struct Radius {
  using Server = config::RadiusServer;
  using Place = InRadiusServer;
  static constexpr auto part = &config::Config::radius;
};
using Tls = TlsCommands<Radius>;

EditResult set_port(Edit& edit, const Match& match) {
  config::RadiusServer& server = Tls::server_here(edit);
  server.tls.enabled = true;
  server.tls_port = static_cast<std::uint16_t>(*match.number("port"));
  return {};
}

EditResult forget_port(Edit& edit, const Match&) {
  Tls::server_here(edit).tls_port = config::RadiusServer{}.tls_port;
  return {};
}

CommandTable port_row() {
  return {setting(Tls::tls() / word("port", "Another than the usual port") /
                  number("port", 1, 65535, "Port number"))
              .in(Mode::radius_server)
              .sets(set_port)
              .clears(forget_port)};
}

}  // namespace

const CommandTable& radius_tls_table() {
  static const CommandTable table =
      joined({Tls::rows(Mode::radius_server,
                        "radius server ONE\n address ipv4 10.1.1.9 auth-port 1812 acct-port 1813\n tls"),
              port_row()});
  return table;
}

}  // namespace ferry::commands
