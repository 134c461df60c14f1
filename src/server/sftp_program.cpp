#include "server/sftp_program.h"

#include <fmt/format.h>

#include "log/catalogue.h"
#include "server/accounting.h"
#include "server/transfer_authorization.h"
#include "server/transfer_gate.h"
#include "sftp/server.h"

namespace ferry::server {
namespace {

void trace(const Session& session, bool outgoing, std::string_view text) {
  const net::Link& link = session.link();
  session.context().services.log.debug(fmt::format("SFTP: [{} {} {}] {}", link.local().port,
                                                   outgoing ? "->" : "<-", link.remote().text(), text));
}

void record(Session& session, const sftp::TransferRecord& transfer) {
  log::Log& log = session.context().services.log;
  const log::ScpFile file{transfer.path, transfer.bytes, transfer.elapsed};
  if (!transfer.error.empty()) {
    log::scp_failed(log, session.caller(), file, transfer.error);
  } else if (transfer.direction == sftp::Direction::received) {
    log::scp_received(log, session.caller(), file);
  } else if (transfer.is_part()) {
    log::scp_partly_sent(log, session.caller(), file, transfer.size);
  } else {
    log::scp_sent(log, session.caller(), file);
  }
  using enum aaa::AccountedTransfer::Direction;
  account(session, {.direction = transfer.direction == sftp::Direction::received ? received : sent,
                    .protocol = "sftp",
                    .path = transfer.path,
                    .bytes = transfer.bytes,
                    .elapsed = transfer.elapsed,
                    .error = transfer.error});
}

sftp::ServerEnvironment environment(Session& session) {
  const commands::Services& services = session.context().services;
  sftp::ServerEnvironment environment{.files = services.files,
                                      .loop = session.loop(),
                                      .offload = services.offload,
                                      .clock = services.clock,
                                      .partials = &session.context().partials,
                                      .user = session.origin().user};
  if (services.debug.ip_scp) {
    environment.trace = [&session](bool outgoing, std::string_view text) { trace(session, outgoing, text); };
  }
  environment.warn = [&session](std::string_view text) {
    log::scp_warning(session.context().services.log, session.caller(), text);
  };
  environment.record = [&session](const sftp::TransferRecord& transfer) { record(session, transfer); };
  return environment;
}

}  // namespace

net::Task<int> run_sftp(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream) {
  sftp::ServerEnvironment surroundings = environment(*session);
  const aaa::ExecAnswer answer = co_await session->authorization();
  const auto refused = refuse_transfer(*session, TransferProtocol::sftp, answer);
  if (refused) surroundings.refusal = refused->message;
  surroundings.permit = transfer_permit(*session, TransferProtocol::sftp, answer.privilege);
  co_return co_await sftp::serve(*stream, surroundings);
}

}  // namespace ferry::server
