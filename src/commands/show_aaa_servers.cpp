#include <fmt/format.h>

#include "aaa/servers.h"
#include "commands/aaa_methods.h"
#include "commands/exec_words.h"
#include "commands/session.h"
#include "commands/tables.h"

namespace ferry::commands {
namespace {

using namespace cli;
using aaa::ServerHealth;

std::int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

/// As long as a server is only passed over for a moment, it is up.
std::string state_lines(const ServerHealth::Report& health, TimePoint now) {
  const bool is_dead = health.state == ServerHealth::State::dead;
  const Duration lasts = now - health.since;
  const Duration dead = health.spent_dead + (is_dead ? lasts : Duration{});
  return fmt::format(
      "     State: current {}, duration {}s, previous duration {}s\n"
      "     Dead: total time {}s, count {}\n     Quarantined: No\n",
      is_dead ? "DEAD" : "UP", seconds(lasts), seconds(health.previous), seconds(dead), health.deaths);
}

std::string unused_lines(std::string_view what) {
  return fmt::format(
      "     {}: request 0, timeouts 0\n"
      "             Response: unexpected 0, server error 0, incorrect 0, time 0ms\n"
      "             Transaction: success 0, failure 0\n",
      what);
}

std::string authentication_lines(const aaa::radius::ClientCounts& counts) {
  const std::uint64_t replies = counts.accepts + counts.rejects + counts.challenges;
  return fmt::format(
      "     Authen: request {}, timeouts {}, failover 0, retransmission {}\n"
      "             Response: accept {}, reject {}, challenge {}\n"
      "             Response: unexpected {}, server error 0, incorrect {}, time {}ms\n"
      "             Transaction: success {}, failure {}\n"
      "             Throttled: transaction 0, timeout 0, failure 0\n",
      counts.requests, counts.timeouts, counts.retransmits, counts.accepts, counts.rejects, counts.challenges,
      counts.unexpected, counts.malformed + counts.wrong_authenticators,
      replies == 0 ? 0 : counts.milliseconds / replies, replies, counts.timeouts);
}

std::string describe(const aaa::radius::ClientReport& server, std::size_t id, TimePoint now) {
  return fmt::format("RADIUS: id {}, priority {}, host {}, auth-port {}, acct-port {}{}\n", id, id,
                     server.address.host, server.address.port, server.accounting_port,
                     server.within_tls ? ", TLS" : "") +
         state_lines(server.health, now) + authentication_lines(server.counts) + unused_lines("Author") +
         unused_lines("Account");
}

std::string describe(const aaa::tacacs::ClientReport& server, std::size_t id, TimePoint now) {
  return fmt::format("TACACS+: id {}, priority {}, host {}, port {}{}\n", id, id, server.address.host,
                     server.address.port, server.within_tls ? ", TLS" : "") +
         state_lines(server.health, now) +
         fmt::format("     Requests: {}, replies {}, without a reply {}\n", server.health.requests,
                     server.health.replies, server.health.silences);
}

std::string all_servers(aaa::Servers& servers, const config::Config& config, TimePoint now) {
  std::string text;
  std::size_t id = 0;
  for (const auto& server : servers.radius_report(config)) text += describe(server, ++id, now) + "\n";
  id = 0;
  for (const auto& server : servers.tacacs_report(config)) text += describe(server, ++id, now) + "\n";
  return text;
}

net::Task<Status> show_servers(Session& session, Match) {
  const Services& services = session.services();
  const auto config = services.running.snapshot();
  std::string text =
      services.servers == nullptr ? "" : all_servers(*services.servers, *config, services.clock.now());
  if (text.empty()) text = "% No AAA servers are configured: 'radius server' and 'tacacs server' name them\n";
  co_await session.write(std::move(text));
  co_return Status::done;
}

net::Task<Status> clear_counters(Session& session, Match match) {
  aaa::Servers* const servers = session.services().servers;
  if (servers == nullptr) co_return Status::done;
  if (!match.has("tacacs+")) servers->clear_radius_counters();
  if (!match.has("radius")) servers->clear_tacacs_counters();
  co_return Status::done;
}

}  // namespace

const CommandTable& show_aaa_servers_table() {
  static const CommandTable table{
      action(show_word() / aaa_word() /
             word("servers", "AAA servers: whether they answer, and how often they were asked"))
          .runs(show_servers),
      action(clear_word() / aaa_word() / word("counters", "What was counted") /
             word("servers", "Requests to AAA servers and their replies") /
             one_of(word("all", "Of all servers"), word("radius", "Of RADIUS servers"),
                    word("tacacs+", "Of TACACS+ servers")))
          .runs(clear_counters),
  };
  return table;
}

}  // namespace ferry::commands
