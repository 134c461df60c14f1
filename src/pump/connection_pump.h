#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/notifier.h"
#include "net/offload.h"
#include "pump/channel_stream.h"
#include "ssh/connection/connection.h"

namespace ferry::pump {

/// How a connection ended.
struct Ending {
  enum class Cause {
    peer_left,      // it said goodbye, or the link broke
    peer_at_fault,  // it broke the protocol, or nothing could be agreed on
    refused,        // by us: too many attempts, too late, the router goes down
  } cause{};
  std::string reason;  // one printable line for the log
};

/// What a server or a client does with the events of its connection. Called on the connection's loop.
class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;
  /// Server: may they come in? Reading from the peer rests until this returns.
  virtual net::Task<ssh::Decision> decide(ssh::DecisionNeeded question);
  /// Client: what the login and the channels that it opens bring about, and standard error of programs.
  /// After HostKeyOffered the pump rests until `host_key_verdict`; the other steps of a login are calls of
  /// the connection, each followed by `flush`.
  virtual void happened(ssh::Event& event);
  virtual void keys_changed() = 0;
  virtual void logged_in(const ssh::LoggedIn& login) = 0;
  /// Returns the answer to the request. A program that it starts must not use the stream before it has been
  /// spawned.
  virtual bool requested(const std::shared_ptr<ChannelStream>& stream, const ssh::RequestKind& request) = 0;
  virtual void channel_closed(ssh::ChannelId channel) = 0;
  /// The connection is over. Called once.
  virtual void ended(const Ending& ending) = 0;
  /// A bug of ours stopped the connection.
  virtual void failed(std::string_view what) = 0;
  /// The last words have left, the socket is closed.
  virtual void closed() = 0;
};

/// Carries bytes between one socket and one sans-IO connection, and its events to a handler: all the I/O and
/// all the time that a connection needs. Lives on one loop; its flows keep it alive.
class ConnectionPump : public std::enable_shared_from_this<ConnectionPump> {
 public:
  struct Environment {
    net::EventLoop& loop;
    net::Offload& offload;
    const Clock& clock;
    Random& random;
  };
  /// When to doubt that the peer still lives: after `silence` it is asked, and given up when
  /// `most_unanswered` questions in a row have brought nothing at all.
  struct Keepalive {
    Duration silence{};
    unsigned most_unanswered = 0;
  };
  struct Patience {
    /// How long the peer may take until it has logged in; none on a client, whose login has limits of its
    /// own.
    std::optional<Duration> login = std::nullopt;
    /// From the login on.
    std::optional<Keepalive> keepalive = std::nullopt;
    /// How long a flow waits for a channel on which nothing moves.
    std::optional<Duration> channel = std::nullopt;
  };

  ConnectionPump(Environment environment, std::unique_ptr<net::Link> link, ssh::ConnectionOptions options,
                 Patience patience);

  /// Spawns the flows; they keep the pump and `handler` alive until the connection is closed.
  void start(std::shared_ptr<ConnectionHandler> handler);
  /// Ends the connection with a message to the peer. Call it on the connection's loop.
  void disconnect(ssh::DisconnectReason reason, std::string message);
  /// Client: answers HostKeyOffered.
  void host_key_verdict(bool trusted);
  /// Client: the stream of a channel that is open, or null.
  [[nodiscard]] std::shared_ptr<ChannelStream> stream(ssh::ChannelId channel) const;
  /// When a flow that begins to wait for a channel now has waited long enough.
  [[nodiscard]] TimePoint end_of_patience() const;
  /// Sends what stands in the output, soon.
  void flush() { output_wanted_.notify(); }

  [[nodiscard]] ssh::Connection& connection() { return connection_; }
  [[nodiscard]] const net::Link& link() const { return *link_; }
  [[nodiscard]] net::EventLoop& loop() { return environment_.loop; }

 private:
  /// What a flow keeps alive.
  struct Owners {
    std::shared_ptr<ConnectionPump> pump;
    std::shared_ptr<ConnectionHandler> handler;
  };

  net::Task<void> read_flow(Owners owners);
  net::Task<void> read_until_over();
  net::Task<void> write_flow(Owners owners);
  net::Task<void> time_flow(Owners owners);
  net::Task<void> drain_input();
  net::Task<void> await_verdict();
  net::Task<void> handle_events();
  net::Task<void> handle(ssh::ComputationNeeded event);
  net::Task<void> handle(ssh::DecisionNeeded event);
  void handle_now(ssh::Event& event);
  void handle_channel(ssh::Event& event);
  void handle_data(ssh::ChannelData& data, ssh::Event& event);
  void handle_request(ssh::ChannelRequested& event);
  void announce_writable();
  net::Task<void> act_on_time();
  /// It may be earlier than the one that time_flow waits for.
  void notice_deadline();
  void ask_for_life(TimePoint now);
  [[nodiscard]] TimePoint next_question() const;
  void end(Ending::Cause cause, std::string reason);
  void end(ssh::Failure failure);

  Environment environment_;
  std::unique_ptr<net::Link> link_;
  ssh::Connection connection_;
  ConnectionHandler* handler_ = nullptr;
  net::Notifier output_wanted_, output_drained_, deadline_moved_, resumed_;
  std::map<ssh::ChannelId, std::shared_ptr<ChannelStream>> channels_;
  Patience patience_;
  ssh::Role role_;
  TimePoint login_deadline_;
  bool logged_in_ = false;
  TimePoint heard_at_;      // when the peer last sent anything
  unsigned questions_ = 0;  // asked since then
  TimePoint waiting_until_ = TimePoint::max();
  bool over_ = false;     // nothing more is read or handled
  bool written_ = false;  // the last words have left, or cannot
};

}  // namespace ferry::pump
