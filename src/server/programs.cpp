#include "server/programs.h"

#include <exception>
#include <utility>

#include "commands/session.h"
#include "scp/command.h"
#include "server/scp_program.h"

namespace ferry::server {
namespace {

/// Exit status of a program that AAA did not let begin, or that failed.
constexpr int refused_status = 1;

net::Task<int> run_command_line(std::shared_ptr<Session> session, std::shared_ptr<ChannelStream> stream,
                                std::optional<std::string> command, ChannelTerminal terminal) {
  const auto& origin = session->origin();
  commands::StreamOutput output{*stream,
                                terminal.has_pty ? commands::LineEnds::crlf : commands::LineEnds::lf};
  const aaa::ExecAnswer answer = co_await session->authorization();
  if (answer.outcome != aaa::Outcome::pass) {
    log::exec_denied(session->context().services.log, session->caller(), answer.reason);
    co_await output.write("% Authorization failed.\n");
    co_return refused_status;
  }
  const commands::Identity identity{origin.user, answer.privilege, origin.address, origin.line};
  commands::Session typist{session->context().services, identity, output};
  typist.set_terminal(terminal.size());
  if (command) co_return co_await commands::run_exec(typist, std::move(*command));
  net::EventLoop& loop = session->loop();
  auto mailbox = std::make_shared<commands::Mailbox>(loop);
  session->connect(stream->channel(), mailbox);
  // The stream belongs to the session: whoever still reads from it keeps both.
  const auto owner =
      std::make_shared<std::pair<std::shared_ptr<Session>, std::shared_ptr<ChannelStream>>>(session, stream);
  commands::Terminal terminal_of_typist{.loop = loop,
                                        .stream = std::shared_ptr<net::ByteStream>{owner, stream.get()},
                                        .echo = terminal.has_pty ? commands::Echo::on : commands::Echo::off,
                                        .mailbox = std::move(mailbox)};
  co_return co_await commands::run_shell(typist, std::move(terminal_of_typist));
}

net::Task<int> run(std::shared_ptr<Session> session, std::shared_ptr<ChannelStream> stream,
                   std::optional<std::string> command, ChannelTerminal terminal) {
  if (command) {
    auto transfer = scp::parse_command(*command);
    if (transfer) co_return co_await run_scp(std::move(session), std::move(stream), std::move(*transfer));
  }
  co_return co_await run_command_line(std::move(session), std::move(stream), std::move(command), terminal);
}

}  // namespace

net::Task<void> run_program(std::shared_ptr<Session> session, std::shared_ptr<ChannelStream> stream,
                            std::optional<std::string> command, ChannelTerminal terminal) {
  int status = refused_status;
  try {
    status = co_await run(session, stream, std::move(command), terminal);
  } catch (const std::exception& fault) {
    // A bug of ours: it ends this program, not the router.
    log::internal_error(session->context().services.log, session->caller(), fault.what());
  }
  stream->finish(static_cast<std::uint32_t>(status));
}

}  // namespace ferry::server
