#include "pump/connection_pump.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace ferry::pump {
namespace {

/// Reads in a row before other connections of the loop get their turn.
constexpr int reads_in_a_row = 8;

/// While more than this waits to be sent, nothing is read: a peer that asks without reading the answers gets
/// no further, and costs no more memory.
constexpr std::size_t most_unsent = std::size_t{4} << 20;

/// How long the last words of a connection may take to leave.
constexpr auto farewell_time = std::chrono::seconds{5};

template <class... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};

}  // namespace

net::Task<ssh::Decision> ConnectionHandler::decide(ssh::DecisionNeeded) {
  co_return ssh::Reject{};
}

void ConnectionHandler::happened(ssh::Event&) {}

ConnectionPump::ConnectionPump(Environment environment, std::unique_ptr<net::Link> link,
                               ssh::ConnectionOptions options, Patience patience)
    : environment_(environment),
      link_(std::move(link)),
      connection_(options, environment.random, environment.clock.now()),
      output_wanted_(environment.loop),
      output_drained_(environment.loop),
      deadline_moved_(environment.loop),
      resumed_(environment.loop),
      patience_(patience),
      role_(options.transport.role),
      login_deadline_(patience.login ? environment.clock.now() + *patience.login : TimePoint::max()),
      heard_at_(environment.clock.now()) {}

void ConnectionPump::start(std::shared_ptr<ConnectionHandler> handler) {
  handler_ = handler.get();
  const Owners owners{shared_from_this(), std::move(handler)};
  environment_.loop.spawn(read_flow(owners));
  environment_.loop.spawn(write_flow(owners));
  environment_.loop.spawn(time_flow(owners));
}

void ConnectionPump::disconnect(ssh::DisconnectReason reason, std::string message) {
  if (over_) return;
  connection_.disconnect({ssh::Fault::refused, reason, message});
  end(Ending::Cause::refused, std::move(message));
}

void ConnectionPump::host_key_verdict(bool trusted) {
  if (over_) return;
  connection_.transport().host_key_verdict(trusted);
  resumed_.notify();
  deadline_moved_.notify();
}

std::shared_ptr<ChannelStream> ConnectionPump::stream(ssh::ChannelId channel) const {
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nullptr : found->second;
}

TimePoint ConnectionPump::end_of_patience() const {
  return patience_.channel ? environment_.clock.now() + *patience_.channel : TimePoint::max();
}

net::Task<void> ConnectionPump::read_flow(Owners owners) {
  try {
    co_await read_until_over();
  } catch (const std::exception& fault) {
    handler_->failed(fault.what());
    end(Ending::Cause::refused, "internal error");
  }
}

net::Task<void> ConnectionPump::read_until_over() {
  while (!over_) {
    co_await link_->readable();
    co_await drain_input();
    while (!over_ && connection_.transport().output_size() > most_unsent) co_await output_drained_.wait();
  }
}

net::Task<void> ConnectionPump::drain_input() {
  for (int i = 0; i < reads_in_a_row && !over_; ++i) {
    const MutableBytes space = connection_.input_space();
    const auto read = link_->try_read(space);
    if (!read) co_return;
    if (!*read || **read == 0)
      co_return end(Ending::Cause::peer_left, *read ? "closed by the peer" : "connection lost");
    heard_at_ = environment_.clock.now();
    questions_ = 0;
    connection_.received(**read, heard_at_);
    co_await handle_events();
    if (!connection_.wants_input()) co_await await_verdict();
    notice_deadline();
    flush();
    if (**read < space.size()) co_return;
  }
}

/// A client's handler may take its time over a host key: what came with it waits.
net::Task<void> ConnectionPump::await_verdict() {
  while (!over_ && !connection_.wants_input()) {
    co_await resumed_.wait();
    if (!over_) co_await handle_events();
  }
}

net::Task<void> ConnectionPump::handle_events() {
  while (!over_) {
    auto event = connection_.next_event();
    if (!event) co_return;
    if (auto* computation = std::get_if<ssh::ComputationNeeded>(&*event)) {
      co_await handle(std::move(*computation));
    } else if (auto* question = std::get_if<ssh::DecisionNeeded>(&*event)) {
      co_await handle(std::move(*question));
    } else {
      handle_now(*event);
    }
  }
}

net::Task<void> ConnectionPump::handle(ssh::ComputationNeeded event) {
  flush();
  ssh::KexComputation& computation = *event.computation;
  if (computation.expensive()) {
    co_await environment_.offload.run([&computation] { computation.run(); });
  } else {
    computation.run();
  }
  if (!over_) connection_.transport().computed(std::move(event.computation));
}

net::Task<void> ConnectionPump::handle(ssh::DecisionNeeded event) {
  flush();
  auto decision = co_await handler_->decide(std::move(event));
  if (!over_) connection_.decide(std::move(decision));
}

void ConnectionPump::handle_now(ssh::Event& event) {
  std::visit(Overloaded{
                 [&](ssh::KeysChanged&) {
                   handler_->keys_changed();
                   announce_writable();
                   deadline_moved_.notify();
                 },
                 [&](ssh::LoggedIn& login) {
                   login_deadline_ = TimePoint::max();
                   logged_in_ = true;
                   deadline_moved_.notify();
                   handler_->logged_in(login);
                 },
                 [&](ssh::PeerDisconnected& goodbye) {
                   end(Ending::Cause::peer_left, "disconnected by the peer: " + goodbye.message);
                 },
                 [&](ssh::Failed& failed) { end(std::move(failed.failure)); },
                 [&](auto&) { handle_channel(event); },
             },
             event);
}

void ConnectionPump::handle_channel(ssh::Event& event) {
  std::visit(Overloaded{
                 [&](ssh::ChannelOpened& opened) {
                   channels_.emplace(opened.channel, std::make_shared<ChannelStream>(*this, opened.channel));
                   handler_->happened(event);
                 },
                 [&](ssh::ChannelRequested& requested) { handle_request(requested); },
                 [&](ssh::ChannelData& data) { handle_data(data, event); },
                 [&](ssh::ChannelEof& eof) {
                   if (const auto to = stream(eof.channel)) to->ended();
                 },
                 [&](ssh::ChannelWritable& writable) {
                   if (const auto to = stream(writable.channel)) to->writable();
                 },
                 [&](ssh::ChannelClosed& closed) {
                   if (const auto to = stream(closed.channel)) {
                     to->ended();
                     to->lost();
                   }
                   channels_.erase(closed.channel);
                   handler_->channel_closed(closed.channel);
                 },
                 [&](auto&) { handler_->happened(event); },
             },
             event);
}

/// Standard error is for the handler and never in the way of the program's output: its window is given back
/// at once. A client that sends a server such data means its input.
void ConnectionPump::handle_data(ssh::ChannelData& data, ssh::Event& event) {
  if (data.is_stderr && role_ == ssh::Role::client) {
    connection_.consumed(data.channel, data.data.size());
    handler_->happened(event);
  } else if (const auto to = channels_.find(data.channel); to != channels_.end()) {
    to->second->arrived(data.data, data.block);
  }
}

void ConnectionPump::handle_request(ssh::ChannelRequested& event) {
  const auto found = channels_.find(event.channel);
  const bool answer = found != channels_.end() && handler_->requested(found->second, event.request);
  if (event.wants_reply) connection_.reply(event.channel, answer);
}

net::Task<void> ConnectionPump::write_flow(Owners owners) {
  for (;;) {
    const auto pieces = connection_.transport().output();
    if (pieces.empty()) {
      if (over_) break;
      co_await output_wanted_.wait();
      continue;
    }
    const auto written = link_->try_write(pieces);
    if (!written) {
      co_await link_->writable();
      continue;
    }
    if (!*written) break;
    connection_.transport().output_sent(**written);
    announce_writable();
    // Enough bytes may have been sent to begin a key exchange, which has to end in time.
    notice_deadline();
  }
  end(Ending::Cause::peer_left, "connection lost");
  written_ = true;
  link_->close();
  deadline_moved_.notify();
  handler_->closed();
}

void ConnectionPump::announce_writable() {
  output_drained_.notify();
  for (const auto& [id, stream] : channels_) stream->writable();
}

net::Task<void> ConnectionPump::time_flow(Owners owners) {
  while (!over_) {
    waiting_until_ = std::min({login_deadline_, connection_.transport().deadline(), next_question()});
    co_await deadline_moved_.wait_until(waiting_until_);
    if (over_) break;
    co_await act_on_time();
  }
  const TimePoint farewell = environment_.clock.now() + farewell_time;
  while (!written_ && environment_.clock.now() < farewell) co_await deadline_moved_.wait_until(farewell);
  link_->close();
}

net::Task<void> ConnectionPump::act_on_time() {
  const TimePoint now = environment_.clock.now();
  if (now >= login_deadline_) {
    disconnect(ssh::DisconnectReason::by_application, "login took longer than ip ssh time-out allows");
  } else if (now >= connection_.transport().deadline()) {
    connection_.transport().tick(now);
    co_await handle_events();
    flush();
  } else if (now >= next_question()) {
    ask_for_life(now);
  }
}

void ConnectionPump::notice_deadline() {
  if (connection_.transport().deadline() < waiting_until_) deadline_moved_.notify();
}

/// When to ask the peer whether it is still there.
TimePoint ConnectionPump::next_question() const {
  if (!logged_in_ || !patience_.keepalive) return TimePoint::max();
  return heard_at_ + patience_.keepalive->silence * (questions_ + 1);
}

void ConnectionPump::ask_for_life(TimePoint now) {
  if (questions_ < patience_.keepalive->most_unanswered) {
    ++questions_;
    connection_.send_keepalive();
    return flush();
  }
  const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - heard_at_);
  end(Ending::Cause::peer_left, "nothing was heard for " + std::to_string(silence.count()) + " seconds");
}

void ConnectionPump::end(ssh::Failure failure) {
  const bool refused = failure.reason == ssh::DisconnectReason::no_more_auth_methods_available ||
                       failure.fault == ssh::Fault::refused;
  end(refused ? Ending::Cause::refused : Ending::Cause::peer_at_fault, std::move(failure.message));
}

void ConnectionPump::end(Ending::Cause cause, std::string reason) {
  if (std::exchange(over_, true)) return;
  for (const auto& [id, stream] : channels_) stream->lost();
  channels_.clear();
  flush();
  output_drained_.notify();
  deadline_moved_.notify();
  resumed_.notify();
  handler_->ended({cause, std::move(reason)});
}

}  // namespace ferry::pump
