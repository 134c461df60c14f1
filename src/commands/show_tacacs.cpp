#include <fmt/format.h>

#include "aaa/servers.h"
#include "base/text.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using aaa::ServerHealth;
using aaa::tacacs::ClientReport;

std::string_view status(ServerHealth::State state) {
  switch (state) {
    case ServerHealth::State::up:
      return "Alive";
    case ServerHealth::State::paused:
      return "Silent";
    case ServerHealth::State::dead:
      return "Dead";
  }
  return "";
}

std::string row(std::string_view label, std::uint64_t value) {
  return fmt::format("{:>26} {}\n", label, value);
}

std::string describe(const ClientReport& server) {
  std::string text =
      server.within_tls ? "Tacacs+ Server -  public, TLS  :\n" : "Tacacs+ Server -  public  :\n";
  if (!server.name.empty()) text += fmt::format("{:>26} {}\n", "Server name:", printable(server.name));
  text += fmt::format("{:>26} {}\n", "Server address:", server.address.host);
  text += row("Server port:", server.address.port) + row("Socket opens:", server.opens) +
          row("Socket closes:", server.closes) + row("Socket aborts:", server.aborts) +
          row("Socket errors:", server.errors) + row("Socket Timeouts:", server.timeouts) +
          row("Failed Connect Attempts:", server.failed_connects) + row("Total Packets Sent:", server.sent) +
          row("Total Packets Recv:", server.received);
  text += fmt::format("{:>26} {}\n", "Server Status:", status(server.health.state));
  return text;
}

net::Task<Status> show_tacacs(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  std::string text;
  if (services.servers != nullptr) {
    for (const ClientReport& server : services.servers->tacacs_report(*config))
      text += (text.empty() ? "\n" : "\n\n") + describe(server);
  }
  if (!text.empty()) co_await session.write(std::move(text));
  co_return Status::done;
}

}  // namespace

const CommandTable& show_tacacs_table() {
  static const CommandTable table{
      action(show_word() / word("tacacs", "TACACS+ servers and what became of connections to them"))
          .runs(show_tacacs),
  };
  return table;
}

}  // namespace ferry::commands
