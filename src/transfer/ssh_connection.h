#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pump/connection_pump.h"
#include "transfer/ssh_client.h"

namespace ferry::transfer {

/// Most text of a program's standard error that waits for somebody to take it. More is dropped: a far side
/// must not fill our memory with it.
inline constexpr std::size_t most_error_text = std::size_t{64} << 10;
/// Most that one line of it shows.
inline constexpr std::size_t longest_error_line = 256;
/// Most that is kept of a text by which a server explains itself.
inline constexpr std::size_t longest_explanation = 256;

/// One channel of ours: its stream, and what came beside it.
class RemoteProgram::Channel {
 public:
  Channel(std::shared_ptr<SshConnection> connection, ssh::ChannelId id,
          std::shared_ptr<pump::ChannelStream> stream);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  [[nodiscard]] pump::ChannelStream& stream() { return *stream_; }
  [[nodiscard]] std::vector<std::string> take_error_lines();
  void end_input();
  net::Task<Result<ProgramEnd>> wait(Duration limit);

  // The connection tells what happened.
  void error_output(std::string_view text);
  void ended(ProgramEnd end);
  /// The channel, or the whole connection, is gone.
  void closed();

 private:
  std::shared_ptr<SshConnection> connection_;
  ssh::ChannelId id_;
  std::shared_ptr<pump::ChannelStream> stream_;
  net::Notifier moved_;
  std::string errors_;
  std::optional<ProgramEnd> end_;
  bool is_closed_ = false;
  bool input_ended_ = false;
};

/// A connection in the client's role: hears the pump, and lets one flow at a time wait for what comes next.
/// The pump's flows keep it alive until the socket is closed.
class SshConnection final : public pump::ConnectionHandler,
                            public std::enable_shared_from_this<SshConnection> {
 public:
  SshConnection(const SshEnvironment& environment, SshLimits limits);

  void start(std::unique_ptr<net::Link> link, ssh::AlgorithmLists algorithms,
             std::optional<std::uint32_t> window);
  /// The next event of the login or of a channel that opens. Errors: timed_out at `deadline`; why the
  /// connection is over, when it is.
  net::Task<Result<ssh::Event>> next(TimePoint deadline);
  /// The next one of this channel; those of others are passed over.
  net::Task<Result<ssh::Event>> next_of(ssh::ChannelId channel, TimePoint deadline);
  /// Answers HostKeyOffered, once: a server that shows another key later is another server.
  void host_key_verdict(bool trusted);
  void disconnect(ssh::DisconnectReason reason, std::string message);

  [[nodiscard]] pump::ConnectionPump& pump() { return *pump_; }
  [[nodiscard]] ssh::Connection& ssh() { return pump_->connection(); }
  [[nodiscard]] const SshLimits& limits() const { return limits_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] net::Offload& offload() const { return offload_; }
  [[nodiscard]] const std::vector<ByteVector>& announced_host_keys() const { return announced_; }
  /// Why it is over; nothing while it is not.
  [[nodiscard]] const std::optional<Error>& lost() const { return lost_; }

  void add(ssh::ChannelId id, RemoteProgram::Channel& channel) { programs_[id] = &channel; }
  void remove(ssh::ChannelId id) { programs_.erase(id); }

  void happened(ssh::Event& event) override;
  void keys_changed() override {}
  void logged_in(const ssh::LoggedIn& login) override;
  bool requested(const std::shared_ptr<pump::ChannelStream>& stream,
                 const ssh::RequestKind& request) override;
  void channel_closed(ssh::ChannelId channel) override;
  void ended(const pump::Ending& ending) override;
  void failed(std::string_view what) override;
  void closed() override {}

 private:
  void push(ssh::Event event);
  [[nodiscard]] RemoteProgram::Channel* program(ssh::ChannelId id) const;

  net::EventLoop& loop_;
  net::Offload& offload_;
  const Clock& clock_;
  Random& random_;
  SshLimits limits_;
  std::shared_ptr<pump::ConnectionPump> pump_;
  bool is_judged_ = false;
  std::vector<ByteVector> announced_;
  std::deque<ssh::Event> events_;
  net::Notifier arrived_;
  std::map<ssh::ChannelId, RemoteProgram::Channel*> programs_;
  std::optional<Error> lost_;
};

}  // namespace ferry::transfer
