#include "device/console.h"

#include <utility>
#include <vector>

#include "commands/line_settings.h"
#include "commands/watched_output.h"
#include "device/console_protocol.h"
#include "net/notifier.h"

namespace ferry::device {
namespace {

/// After a failed accept (no descriptors left, say) the next one waits this long.
constexpr auto accept_pause = std::chrono::milliseconds{50};

/// The keys in the frames of a console socket as a stream; sizes of the window go to the typist's mailbox.
class ConsoleStream final : public net::ByteStream {
 public:
  explicit ConsoleStream(std::shared_ptr<net::ByteStream> socket) : socket_(std::move(socket)) {}

  /// What the typist sits at: the first frame. Nothing if there is none.
  net::Task<std::optional<ConsoleFrame>> greeting();
  void connect(std::shared_ptr<commands::Mailbox> mailbox) { mailbox_ = std::move(mailbox); }

  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override;
  net::Task<Result<void>> write(Bytes bytes) override { co_return co_await socket_->write(bytes); }
  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t limit) override {
    co_return co_await socket_->reserve(limit);
  }
  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch> batch) override {
    co_return co_await socket_->send(std::move(batch));
  }
  void close() override { socket_->close(); }

 private:
  net::Task<bool> receive();
  void take(ConsoleFrame frame);

  std::shared_ptr<net::ByteStream> socket_;
  std::shared_ptr<commands::Mailbox> mailbox_;
  ConsoleDecoder decoder_;
  std::optional<ConsoleFrame> first_;
  std::string keys_, lent_;
  Bytes piece_;
  bool ended_ = false;
};

net::Task<bool> ConsoleStream::receive() {
  constexpr std::size_t read_size = 4096;
  const auto pieces = co_await socket_->read(read_size);
  if (!pieces || pieces->empty()) co_return false;
  for (const Bytes piece : *pieces) {
    auto frames = decoder_.take(piece);
    if (!frames) co_return false;
    for (ConsoleFrame& frame : *frames) take(std::move(frame));
  }
  co_return true;
}

void ConsoleStream::take(ConsoleFrame frame) {
  if (!first_) first_ = frame;
  if (const auto* keys = std::get_if<KeysFrame>(&frame)) keys_ += keys->keys;
  if (const auto* size = std::get_if<TerminalFrame>(&frame); size != nullptr && mailbox_) {
    mailbox_->resize({.length = size->rows, .width = size->columns});
  }
  if (std::holds_alternative<EndFrame>(frame)) ended_ = true;
}

net::Task<std::optional<ConsoleFrame>> ConsoleStream::greeting() {
  while (!first_) {
    const bool more = co_await receive();
    if (!more) break;
  }
  co_return first_;
}

net::Task<Result<std::span<const Bytes>>> ConsoleStream::read(std::size_t limit) {
  while (keys_.empty() && !ended_) {
    const bool more = co_await receive();
    if (!more) ended_ = true;
  }
  lent_ = keys_.substr(0, limit);
  keys_.erase(0, lent_.size());
  piece_ = as_bytes(lent_);
  co_return lent_.empty() ? std::span<const Bytes>{} : std::span<const Bytes>{&piece_, 1};
}

}  // namespace

net::Task<void> Console::serve(commands::Terminal terminal) {
  const bool has_terminal = terminal.echo == commands::Echo::on;
  const auto config = services_.running.snapshot();
  const config::LineVty& line = config->console;
  commands::StreamOutput plain{*terminal.stream,
                               has_terminal ? commands::LineEnds::crlf : commands::LineEnds::lf};
  commands::WatchedOutput output{plain,
                                 {.loop = terminal.loop,
                                  .clock = services_.clock,
                                  .stream = terminal.stream,
                                  .patience = line.exec_timeout}};
  const commands::Identity identity{.user = "", .privilege = line.privilege, .address = "console", .line = 0};
  commands::Session session{services_, identity, output};
  session.set_monitors(true);
  co_await commands::run_shell(session, std::move(terminal));
}

net::Task<void> Console::accept(net::EventLoop& loop, std::shared_ptr<net::LocalListener> listener) {
  for (;;) {
    auto socket = co_await listener->accept();
    if (!socket && socket.error().code == ErrorCode::closed) co_return;
    if (!socket) {
      co_await net::sleep_until(services_.clock.now() + accept_pause);
      continue;
    }
    loop.spawn(serve_socket(loop, std::shared_ptr<net::ByteStream>{std::move(*socket)}));
  }
}

net::Task<void> Console::serve_socket(net::EventLoop& loop, std::shared_ptr<net::ByteStream> socket) {
  const auto stream = std::make_shared<ConsoleStream>(std::move(socket));
  const auto greeting = co_await stream->greeting();
  if (!greeting) co_return;
  const auto mailbox = std::make_shared<commands::Mailbox>(loop);
  const auto* size = std::get_if<TerminalFrame>(&*greeting);
  if (size != nullptr) mailbox->resize({.length = size->rows, .width = size->columns});
  stream->connect(mailbox);
  commands::Terminal terminal{.loop = loop,
                              .stream = stream,
                              .echo = size != nullptr ? commands::Echo::on : commands::Echo::off,
                              .mailbox = mailbox};
  co_await serve(std::move(terminal));
  stream->close();
}

}  // namespace ferry::device
