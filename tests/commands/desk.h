#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/notifier.h"
#include "test_device.h"

namespace ferry::testing {

/// A terminal: keys that arrive when a test types them, and what was written since the last look.
class TypedStream final : public net::ByteStream {
 public:
  explicit TypedStream(net::EventLoop& loop) : arrival_(loop), room_(loop) {}

  void type(std::string keys) {
    keys_ += std::move(keys);
    arrival_.notify();
  }
  /// No more keys come.
  void end() {
    ended_ = true;
    arrival_.notify();
  }
  /// From here on nobody takes what is written.
  void stop_reading() { is_full_ = true; }
  [[nodiscard]] std::string take_screen() { return std::exchange(screen_, {}); }
  [[nodiscard]] bool is_closed() const { return closed_; }

  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override {
    while (keys_.empty() && !ended_ && !closed_) co_await arrival_.wait();
    lent_ = keys_.substr(0, limit);
    keys_.erase(0, lent_.size());
    pieces_.assign(lent_.empty() ? 0 : 1, as_bytes(lent_));
    co_return std::span<const Bytes>{pieces_};
  }
  net::Task<Result<void>> write(Bytes bytes) override {
    while (is_full_ && !closed_) co_await room_.wait();
    if (closed_) co_return failure(ErrorCode::closed);
    screen_ += as_text(bytes);
    co_return Result<void>{};
  }
  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t) override {
    co_return failure(ErrorCode::unsupported);
  }
  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch>) override {
    co_return failure(ErrorCode::unsupported);
  }
  void close() override {
    closed_ = true;
    arrival_.notify();
    room_.notify();
  }

 private:
  net::Notifier arrival_, room_;
  std::string keys_, lent_, screen_;
  std::vector<Bytes> pieces_;
  bool ended_ = false, closed_ = false, is_full_ = false;
};

/// Somebody at a shell of `device`, key by key.
class Desk {
 public:
  explicit Desk(TestDevice& device, const commands::Identity& who = administrator,
                commands::Echo echo = commands::Echo::on)
      : device_(device),
        stream(std::make_shared<TypedStream>(loop)),
        mailbox(std::make_shared<commands::Mailbox>(loop)),
        output_(*stream, commands::LineEnds::lf),
        session(device.services, who, output_) {
    loop.spawn(run({.loop = loop, .stream = stream, .echo = echo, .mailbox = mailbox}));
    greeting = look();
  }

  /// What the screen gets from these keys.
  std::string type(std::string keys) {
    stream->type(std::move(keys));
    return look();
  }
  /// What the screen has got since the last look, when nothing happens any more.
  std::string look() {
    settle(loop, device_.offload);
    return stream->take_screen();
  }
  [[nodiscard]] bool has_ended() const { return ended_; }

 private:
  TestDevice& device_;

 public:
  net::EventLoop loop;
  std::shared_ptr<TypedStream> stream;
  std::shared_ptr<commands::Mailbox> mailbox;

 private:
  commands::StreamOutput output_;

 public:
  commands::Session session;
  std::string greeting;

 private:
  net::Task<void> run(commands::Terminal terminal) {
    co_await commands::run_shell(session, std::move(terminal));
    ended_ = true;
  }

  bool ended_ = false;
};

}  // namespace ferry::testing
