#include "server/scp_program.h"

#include <fmt/format.h>

#include <utility>

#include "log/catalogue.h"
#include "scp/server.h"

namespace ferry::server {
namespace {

/// Exit status of a transfer that was refused, as scp's own.
constexpr int refused_status = 1;
/// SCP moves the configuration and the image of the device: only the highest level may.
constexpr unsigned required_privilege = 15;

/// Why a user may not use SCP, and what the client is told.
struct Refusal {
  log::ScpGate gate;
  std::string_view message;
};

std::optional<Refusal> refusal(const config::Config& config, const aaa::ExecAnswer& answer) {
  constexpr std::string_view denied = "Privilege denied.";
  if (!config.scp_server) return Refusal{log::ScpGate::server_disabled, "Administratively disabled."};
  if (answer.outcome != aaa::Outcome::pass) return Refusal{log::ScpGate::exec_denied, denied};
  if (answer.privilege >= required_privilege) return std::nullopt;
  // Without exec authorization the user's own line in the configuration counts for nothing: name that cause.
  if (!answer.authorized) return Refusal{log::ScpGate::no_exec_authorization, denied};
  return Refusal{log::ScpGate::privilege, denied};
}

/// Puts the lines of `debug ip scp` into the shape that IOS users know.
void trace(const Session& session, bool outgoing, std::string_view text) {
  const net::Link& link = session.link();
  session.context().services.log.debug(fmt::format("SCP: [{} {} {}] {}", link.local().port,
                                                   outgoing ? "->" : "<-", link.remote().text(), text));
}

void record(const Session& session, const scp::TransferRecord& transfer) {
  log::Log& log = session.context().services.log;
  const log::ScpFile file{transfer.path, transfer.bytes, transfer.elapsed};
  if (!transfer.error.empty()) {
    log::scp_failed(log, session.caller(), file, transfer.error);
  } else if (transfer.direction == scp::Direction::sink) {
    log::scp_received(log, session.caller(), file);
  } else {
    log::scp_sent(log, session.caller(), file);
  }
}

scp::Environment environment(const Session& session) {
  const commands::Services& services = session.context().services;
  scp::Environment environment{.files = services.files,
                               .current = services.files.root(),
                               .offload = services.offload,
                               .clock = services.clock,
                               .trace = nullptr,
                               .warn = nullptr,
                               .record = nullptr};
  if (services.debug.ip_scp) {
    environment.trace = [&session](bool outgoing, std::string_view text) { trace(session, outgoing, text); };
  }
  environment.warn = [&session](std::string_view text) {
    log::scp_warning(session.context().services.log, session.caller(), text);
  };
  environment.record = [&session](const scp::TransferRecord& transfer) { record(session, transfer); };
  return environment;
}

}  // namespace

net::Task<int> run_scp(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                       Result<scp::Command> command) {
  const scp::Environment surroundings = environment(*session);
  const auto config = session->context().services.running.snapshot();
  const aaa::ExecAnswer answer = co_await session->authorization();
  if (const auto refused = refusal(*config, answer)) {
    log::Log& log = session->context().services.log;
    if (refused->gate == log::ScpGate::exec_denied) log::exec_denied(log, session->caller(), answer.reason);
    log::scp_refused(log, session->caller(), refused->gate, answer.privilege);
    co_await scp::refuse(*stream, std::string{refused->message}, surroundings);
    co_return refused_status;
  }
  if (!command) {
    co_await scp::refuse(*stream, command.error().message, surroundings);
    co_return refused_status;
  }
  co_return co_await scp::serve(std::move(*command), *stream, surroundings);
}

}  // namespace ferry::server
