#include "transfer/ssh_connection.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ssh/overloaded.h"

namespace ferry::transfer {
namespace {

ErrorCode code_of(pump::Ending::Cause cause) {
  using enum pump::Ending::Cause;
  return cause == peer_at_fault ? ErrorCode::invalid : ErrorCode::closed;
}

/// The channel that an event is about, of those by which a program is started.
std::optional<ssh::ChannelId> channel_of(const ssh::Event& event) {
  if (const auto* opened = std::get_if<ssh::ChannelOpened>(&event)) return opened->channel;
  if (const auto* refused = std::get_if<ssh::ChannelRefused>(&event)) return refused->channel;
  if (const auto* answered = std::get_if<ssh::RequestAnswered>(&event)) return answered->channel;
  if (const auto* closed = std::get_if<ssh::ChannelClosed>(&event)) return closed->channel;
  return std::nullopt;
}

std::string bounded(std::string text) {
  if (text.size() > longest_explanation) text.resize(longest_explanation);
  return printable(text);
}

}  // namespace

RemoteProgram::Channel::Channel(std::shared_ptr<SshConnection> connection, ssh::ChannelId id,
                                std::shared_ptr<pump::ChannelStream> stream)
    : connection_(std::move(connection)),
      id_(id),
      stream_(std::move(stream)),
      moved_(connection_->pump().loop()) {
  connection_->add(id_, *this);
}

RemoteProgram::Channel::~Channel() {
  connection_->remove(id_);
  if (is_closed_) return;
  stream_->close();
  connection_->ssh().close(id_);
  connection_->pump().flush();
}

std::vector<std::string> RemoteProgram::Channel::take_error_lines() {
  std::vector<std::string> taken;
  const bool all = is_closed_ || end_.has_value();
  const std::size_t end = all ? errors_.size() : errors_.rfind('\n') + 1;
  for (std::string_view line : lines(std::string_view{errors_}.substr(0, end))) {
    taken.push_back(printable(trim(line).substr(0, longest_error_line)));
  }
  errors_.erase(0, end);
  return taken;
}

void RemoteProgram::Channel::end_input() {
  if (is_closed_ || std::exchange(input_ended_, true)) return;
  connection_->ssh().send_eof(id_);
  connection_->pump().flush();
}

net::Task<Result<ProgramEnd>> RemoteProgram::Channel::wait(Duration limit) {
  const TimePoint deadline = connection_->clock().now() + limit;
  while (!end_ && !is_closed_) {
    const bool moved = co_await moved_.wait_until(deadline);
    if (!moved && !end_ && !is_closed_) co_return failure(ErrorCode::timed_out);
  }
  if (!end_ && connection_->lost()) co_return std::unexpected(*connection_->lost());
  co_return end_.value_or(ProgramEnd{});
}

void RemoteProgram::Channel::error_output(std::string_view text) {
  errors_ += text.substr(0, most_error_text - std::min(errors_.size(), most_error_text));
}

void RemoteProgram::Channel::ended(ProgramEnd end) {
  end_ = std::move(end);
  moved_.notify();
}

void RemoteProgram::Channel::closed() {
  is_closed_ = true;
  moved_.notify();
}

SshConnection::SshConnection(const SshEnvironment& environment, SshLimits limits)
    : loop_(environment.loop),
      offload_(environment.offload),
      clock_(environment.clock),
      random_(environment.random),
      limits_(limits),
      arrived_(environment.loop) {}

void SshConnection::start(std::unique_ptr<net::Link> link, ssh::AlgorithmLists algorithms,
                          std::optional<std::uint32_t> window) {
  ssh::ConnectionOptions options;
  options.transport.role = ssh::Role::client;
  options.transport.algorithms = std::move(algorithms);
  options.window = window.value_or(options.window);
  using pump::ConnectionPump;
  const ConnectionPump::Patience patience{
      .keepalive = ConnectionPump::Keepalive{.silence = limits_.keepalive,
                                             .most_unanswered = limits_.unanswered_keepalives},
      .channel = limits_.idle};
  pump_ = std::make_shared<ConnectionPump>(ConnectionPump::Environment{loop_, offload_, clock_, random_},
                                           std::move(link), std::move(options), patience);
  pump_->start(shared_from_this());
}

net::Task<Result<ssh::Event>> SshConnection::next(TimePoint deadline) {
  while (events_.empty() && !lost_) {
    const bool moved = co_await arrived_.wait_until(deadline);
    if (!moved && events_.empty() && !lost_) co_return failure(ErrorCode::timed_out);
  }
  if (events_.empty()) co_return std::unexpected(*lost_);
  ssh::Event event = std::move(events_.front());
  events_.pop_front();
  co_return event;
}

net::Task<Result<ssh::Event>> SshConnection::next_of(ssh::ChannelId channel, TimePoint deadline) {
  for (;;) {
    auto event = co_await next(deadline);
    if (!event || channel_of(*event) == channel) co_return event;
  }
}

void SshConnection::host_key_verdict(bool trusted) {
  is_judged_ = true;
  pump_->host_key_verdict(trusted);
}

void SshConnection::disconnect(ssh::DisconnectReason reason, std::string message) {
  if (pump_) pump_->disconnect(reason, std::move(message));
}

void SshConnection::push(ssh::Event event) {
  events_.push_back(std::move(event));
  arrived_.notify();
}

void SshConnection::happened(ssh::Event& event) {
  if (const auto* data = std::get_if<ssh::ChannelData>(&event)) {
    if (auto* to = program(data->channel)) to->error_output(as_text(data->data));
  } else if (std::holds_alternative<ssh::HostKeyOffered>(event) && is_judged_) {
    pump_->host_key_verdict(false);
  } else if (auto* announced = std::get_if<ssh::HostKeysAnnounced>(&event)) {
    announced_ = std::move(announced->keys);
  } else {
    push(std::move(event));
  }
}

void SshConnection::logged_in(const ssh::LoggedIn& login) {
  push(login);
}

bool SshConnection::requested(const std::shared_ptr<pump::ChannelStream>& stream,
                              const ssh::RequestKind& request) {
  auto* const to = program(stream->channel());
  if (to == nullptr) return false;
  if (const auto* status = std::get_if<ssh::ExitStatus>(&request)) {
    to->ended({.status = status->status});
  } else if (const auto* signal = std::get_if<ssh::ExitSignal>(&request)) {
    to->ended({.status = std::nullopt, .signal = bounded(signal->name)});
  }
  return false;
}

void SshConnection::channel_closed(ssh::ChannelId channel) {
  if (auto* const to = program(channel)) to->closed();
  push(ssh::ChannelClosed{channel});
}

void SshConnection::ended(const pump::Ending& ending) {
  lost_ = Error{code_of(ending.cause), bounded(ending.reason)};
  arrived_.notify();
  for (const auto& [id, program] : programs_) program->closed();
}

/// A bug of ours; the pump ends the connection.
void SshConnection::failed(std::string_view what) {
  lost_ = Error{ErrorCode::io, bounded(std::string{what})};
}

RemoteProgram::Channel* SshConnection::program(ssh::ChannelId id) const {
  const auto found = programs_.find(id);
  return found == programs_.end() ? nullptr : found->second;
}

}  // namespace ferry::transfer
