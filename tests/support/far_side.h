#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/dialer.h"
#include "pump/connection_pump.h"
#include "support/fixed_random.h"
#include "support/memory_link.h"
#include "support/ssh_pair.h"

namespace ferry::testing {

/// An SSH server for a client's tests: our own server role with a program that the test writes.
class FarSide final : public pump::ConnectionHandler, public std::enable_shared_from_this<FarSide> {
 public:
  using Stream = std::shared_ptr<pump::ChannelStream>;

  /// Who comes in; unset, everybody.
  std::function<ssh::Decision(const ssh::DecisionNeeded&)> decides;
  /// What runs on a channel, until it returns; its result is the exit status. None: the channel hangs.
  std::function<net::Task<int>(FarSide&, Stream)> program;
  bool refuses_programs = false;
  std::vector<std::string> commands;  // that were to run, subsystems too
  std::optional<pump::Ending> ending;
  bool is_closed = false;

  FarSide(pump::ConnectionPump::Environment environment, ssh::ConnectionOptions options)
      : environment_(environment), options_(std::move(options)) {}

  void start(std::unique_ptr<net::Link> link) {
    pump_ = std::make_shared<pump::ConnectionPump>(environment_, std::move(link), options_,
                                                   pump::ConnectionPump::Patience{});
    pump_->start(shared_from_this());
  }
  void say_error(const Stream& stream, std::string_view text) {
    pump_->connection().send_data(stream->channel(), as_bytes(text), true);
    pump_->flush();
  }
  [[nodiscard]] pump::ConnectionPump& pump() { return *pump_; }

  net::Task<ssh::Decision> decide(ssh::DecisionNeeded question) override {
    co_return decides ? decides(question) : ssh::Decision{ssh::Accept{}};
  }
  void keys_changed() override {}
  void logged_in(const ssh::LoggedIn&) override {}
  bool requested(const Stream& stream, const ssh::RequestKind& request) override {
    if (const auto* exec = std::get_if<ssh::ExecRequest>(&request)) commands.push_back(exec->command);
    if (const auto* subsystem = std::get_if<ssh::SubsystemRequest>(&request))
      commands.push_back(subsystem->name);
    if (refuses_programs) return false;
    if (program) environment_.loop.spawn(run(shared_from_this(), stream));
    return true;
  }
  void channel_closed(ssh::ChannelId) override {}
  void ended(const pump::Ending& how) override { ending = how; }
  void failed(std::string_view what) override { ADD_FAILURE() << what; }
  void closed() override { is_closed = true; }

 private:
  static net::Task<void> run(std::shared_ptr<FarSide> self, Stream stream) {
    const int status = co_await self->program(*self, stream);
    stream->finish(static_cast<std::uint32_t>(status));
  }

  pump::ConnectionPump::Environment environment_;
  ssh::ConnectionOptions options_;
  std::shared_ptr<pump::ConnectionPump> pump_;
};

/// Dials one far side over a wire in memory.
class FarSideDialer final : public net::Dialer {
 public:
  FarSideDialer(net::EventLoop& loop, std::shared_ptr<FarSide> far_side)
      : loop_(loop), far_side_(std::move(far_side)) {}

  std::optional<Error> fails;
  std::vector<std::string> dialed;

  net::Task<Result<std::unique_ptr<net::Link>>> connect(net::Address peer, TimePoint) override {
    dialed.push_back(peer.text());
    if (fails) co_return std::unexpected(*fails);
    auto links = link_pair(loop_);
    far_side_->start(std::move(links.server));
    co_return std::unique_ptr<net::Link>{std::move(links.client)};
  }
  Result<std::unique_ptr<net::DatagramLink>> open_datagrams(const net::Address&) override {
    return failure(ErrorCode::unsupported);
  }

 private:
  net::EventLoop& loop_;
  std::shared_ptr<FarSide> far_side_;
};

}  // namespace ferry::testing
