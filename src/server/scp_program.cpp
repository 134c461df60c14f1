#include "server/scp_program.h"

#include <fmt/format.h>

#include <utility>

#include "log/catalogue.h"
#include "net/notifier.h"
#include "scp/server.h"
#include "server/accounting.h"
#include "server/transfer_authorization.h"
#include "server/transfer_gate.h"

namespace ferry::server {
namespace {

/// Exit status of a transfer that was refused, as scp's own.
constexpr int refused_status = 1;
/// How long a client that was refused may take to hear it.
constexpr auto hearing_time = std::chrono::seconds{5};

/// Puts the lines of `debug ip scp` into the shape that IOS users know.
void trace(const Session& session, bool outgoing, std::string_view text) {
  const net::Link& link = session.link();
  session.context().services.log.debug(fmt::format("SCP: [{} {} {}] {}", link.local().port,
                                                   outgoing ? "->" : "<-", link.remote().text(), text));
}

void record(Session& session, const scp::TransferRecord& transfer) {
  log::Log& log = session.context().services.log;
  const log::ScpFile file{transfer.path, transfer.bytes, transfer.elapsed};
  if (!transfer.error.empty()) {
    log::scp_failed(log, session.caller(), file, transfer.error);
  } else if (transfer.direction == scp::Direction::sink) {
    log::scp_received(log, session.caller(), file);
  } else {
    log::scp_sent(log, session.caller(), file);
  }
  using enum aaa::AccountedTransfer::Direction;
  account(session, {.direction = transfer.direction == scp::Direction::sink ? received : sent,
                    .protocol = "scp",
                    .path = transfer.path,
                    .bytes = transfer.bytes,
                    .elapsed = transfer.elapsed,
                    .error = transfer.error});
}

scp::Environment environment(Session& session) {
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

net::Task<void> end_hearing(std::weak_ptr<pump::ChannelStream> weak, TimePoint deadline) {
  co_await net::sleep_until(deadline);
  if (const auto stream = weak.lock()) stream->ended();
}

/// Lets a client that wants to send files say or end something first: pscp shows no refusal that comes
/// together with the end of the channel.
net::Task<void> let_hear(Session& session, const std::shared_ptr<pump::ChannelStream>& stream) {
  const TimePoint deadline = session.context().services.clock.now() + hearing_time;
  session.loop().spawn(end_hearing(stream, deadline));
  co_await stream->read(1);
}

}  // namespace

net::Task<int> run_scp(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                       Result<scp::Command> command) {
  scp::Environment surroundings = environment(*session);
  const aaa::ExecAnswer answer = co_await session->authorization();
  if (const auto refused = refuse_transfer(*session, TransferProtocol::scp, answer)) {
    co_await scp::refuse(*stream, std::string{refused->message}, surroundings);
    if (command && command->direction == scp::Direction::sink) co_await let_hear(*session, stream);
    co_return refused_status;
  }
  if (!command) {
    co_await scp::refuse(*stream, command.error().message, surroundings);
    co_return refused_status;
  }
  surroundings.permit = transfer_permit(*session, TransferProtocol::scp, answer.privilege);
  co_return co_await scp::serve(std::move(*command), *stream, surroundings);
}

}  // namespace ferry::server
