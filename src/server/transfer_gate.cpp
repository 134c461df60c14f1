#include "server/transfer_gate.h"

namespace ferry::server {
namespace {

std::optional<TransferRefusal> refusal(const config::Config& config, const aaa::ExecAnswer& answer) {
  constexpr std::string_view denied = "Privilege denied.";
  if (!config.scp_server) return TransferRefusal{log::ScpGate::server_disabled, "Administratively disabled."};
  if (answer.outcome != aaa::Outcome::pass) return TransferRefusal{log::ScpGate::exec_denied, denied};
  if (answer.privilege >= required_privilege) return std::nullopt;
  // Without exec authorization the user's own line in the configuration counts for nothing: name that cause.
  if (!answer.authorized) return TransferRefusal{log::ScpGate::no_exec_authorization, denied};
  return TransferRefusal{log::ScpGate::privilege, denied};
}

std::string_view name_of(TransferProtocol protocol) {
  return protocol == TransferProtocol::scp ? "SCP" : "SFTP";
}

}  // namespace

std::optional<TransferRefusal> refuse_transfer(const Session& session, TransferProtocol protocol,
                                               const aaa::ExecAnswer& answer) {
  const commands::Services& services = session.context().services;
  const auto config = services.running.snapshot();
  const auto refused = refusal(*config, answer);
  if (!refused) return refused;
  if (refused->gate == log::ScpGate::exec_denied) {
    log::exec_denied(services.log, session.caller(), answer.reason);
  }
  log::scp_refused(services.log, session.caller(), name_of(protocol), refused->gate, answer.privilege);
  return refused;
}

bool is_strict(const Session& session) {
  return session.context().services.running.snapshot()->scp_strict;
}

bool is_sftp_enabled(const Session& session) {
  const commands::Services& services = session.context().services;
  if (services.running.snapshot()->scp_server) return true;
  log::scp_refused(services.log, session.caller(), name_of(TransferProtocol::sftp),
                   log::ScpGate::server_disabled, 0);
  return false;
}

}  // namespace ferry::server
