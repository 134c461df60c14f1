#include "server/programs.h"

#include <exception>
#include <utility>

#include "commands/line_settings.h"
#include "commands/session.h"
#include "commands/watched_output.h"
#include "net/notifier.h"
#include "scp/command.h"
#include "server/scp_program.h"
#include "server/sftp_program.h"
#include "server/transfer_gate.h"

namespace ferry::server {
namespace {

/// Exit status of a program that AAA did not let begin, or that failed.
constexpr int refused_status = 1;

// The stream belongs to the session: whoever still reads from it keeps both.
std::shared_ptr<net::ByteStream> shared_stream(const std::shared_ptr<Session>& session,
                                               const std::shared_ptr<pump::ChannelStream>& stream) {
  using Owner = std::pair<std::shared_ptr<Session>, std::shared_ptr<pump::ChannelStream>>;
  return {std::make_shared<Owner>(session, stream), stream.get()};
}

/// How long a peer that did not read has to agree that its channel is closed.
constexpr auto closing_time = std::chrono::seconds{5};

// A peer that does not even answer the end of a channel reads nothing at all.
net::Task<void> end_if_stuck(std::weak_ptr<Session> weak, ssh::ChannelId channel, TimePoint now) {
  co_await net::sleep_until(now + closing_time);
  const auto session = weak.lock();
  if (session && session->has_channel(channel)) session->disconnect("nobody reads what the router writes");
}

// Who does not read for as long as a typist may be idle is gone.
commands::WatchedOutput::Watch watch(Session& session, ssh::ChannelId channel,
                                     std::shared_ptr<net::ByteStream> stream) {
  const commands::Services& services = session.context().services;
  const auto config = services.running.snapshot();
  return {.loop = session.loop(),
          .clock = services.clock,
          .stream = std::move(stream),
          .patience = commands::line_settings(*config, session.line_id()).exec_timeout,
          .gave_up = [weak = session.weak_from_this(), channel] {
            if (const auto alive = weak.lock())
              alive->loop().spawn(end_if_stuck(weak, channel, alive->context().services.clock.now()));
          }};
}

net::Task<int> run_command_line(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                                std::optional<std::string> command, ChannelTerminal terminal) {
  const auto& origin = session->origin();
  const auto shared = shared_stream(session, stream);
  commands::StreamOutput plain{*stream, terminal.has_pty ? commands::LineEnds::crlf : commands::LineEnds::lf};
  commands::WatchedOutput output{plain, watch(*session, stream->channel(), shared)};
  const aaa::ExecAnswer answer = co_await session->authorization();
  if (answer.outcome != aaa::Outcome::pass) {
    log::exec_denied(session->context().services.log, session->caller(), answer.reason);
    co_await output.write("% Authorization failed.\n");
    co_return refused_status;
  }
  const commands::Identity identity{origin.user, answer.privilege, origin.address, origin.line};
  commands::Session typist{session->context().services, identity, output};
  typist.resize(terminal.size());
  typist.set_presence([weak = session->weak_from_this(), channel = stream->channel()] {
    const auto alive = weak.lock();
    return alive && alive->has_channel(channel);
  });
  if (command) co_return co_await commands::run_exec(typist, std::move(*command));
  auto mailbox = std::make_shared<commands::Mailbox>(session->loop());
  session->connect(stream->channel(), mailbox);
  commands::Terminal seat{.loop = session->loop(),
                          .stream = shared,
                          .echo = terminal.has_pty ? commands::Echo::on : commands::Echo::off,
                          .mailbox = std::move(mailbox)};
  co_return co_await commands::run_shell(typist, std::move(seat));
}

std::optional<Result<scp::Command>> transfer_in(const Session& session, std::string_view line) {
  return is_strict(session) ? scp::parse_strict_command(line) : scp::parse_command(line);
}

/// `ip scp strict`: a router of IOS hangs up after one transfer. The client may read its end first.
net::Task<void> hang_up(std::weak_ptr<Session> weak, ssh::ChannelId channel) {
  constexpr auto interval = std::chrono::milliseconds{20};
  constexpr unsigned patience = 50;
  for (unsigned waited = 0; waited < patience; ++waited) {
    const auto session = weak.lock();
    if (!session || !session->has_channel(channel)) break;
    co_await net::pause(interval);
  }
  if (const auto session = weak.lock())
    session->disconnect("one transfer for each connection (ip scp strict)");
}

net::Task<int> run(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                   Program program, ChannelTerminal terminal) {
  if (std::holds_alternative<SftpProgram>(program)) {
    co_return co_await run_sftp(std::move(session), std::move(stream));
  }
  std::optional<std::string> command;
  if (auto* const line = std::get_if<LineProgram>(&program)) {
    auto transfer = transfer_in(*session, line->line);
    if (transfer) co_return co_await run_scp(std::move(session), std::move(stream), std::move(*transfer));
    command = std::move(line->line);
  }
  co_return co_await run_command_line(std::move(session), std::move(stream), std::move(command), terminal);
}

}  // namespace

net::Task<void> run_program(std::shared_ptr<Session> session, std::shared_ptr<pump::ChannelStream> stream,
                            Program program, ChannelTerminal terminal) {
  int status = refused_status;
  const auto* const line = std::get_if<LineProgram>(&program);
  const bool hangs_up = line != nullptr && is_strict(*session) && transfer_in(*session, line->line);
  try {
    status = co_await run(session, stream, std::move(program), terminal);
  } catch (const std::exception& fault) {
    // A bug of ours: it ends this program, not the router.
    log::internal_error(session->context().services.log, session->caller(), fault.what());
  }
  stream->finish(static_cast<std::uint32_t>(status));
  if (hangs_up) session->loop().spawn(hang_up(session, stream->channel()));
}

}  // namespace ferry::server
