#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/socket.h"
#include "server/context.h"
#include "server/rotary.h"

namespace ferry::server {

class Session;

/// Accepts SSH connections and spreads them over the event loops. Open and close it from one thread.
class SshServer {
 public:
  SshServer(const Context& context, net::EventLoops& loops) : context_(context), loops_(loops) {}

  /// Listens on all of `addresses`, or on none when one fails. Port 0 lets the kernel choose.
  Result<void> open(const std::vector<net::Address>& addresses);
  /// A port of `ip ssh port` that cannot be listened on.
  struct PortTrouble {
    std::uint16_t port = 0;
    std::string reason;
  };
  /// Listens on these ports besides, on every host of `open`, and no longer on others that were given before.
  /// A port that fails is tried again the next time, and told the first time only.
  std::vector<PortTrouble> open_rotary(const RotaryPorts& ports);
  /// Stops listening; sessions go on.
  void close();
  /// Ends every session with a message to its client. Returns at once; the sessions leave the registry when
  /// they are gone.
  void end_sessions(const std::string& message);
  /// The addresses of `open` that are listened on, with their real ports.
  [[nodiscard]] std::vector<net::Address> addresses() const;

 private:
  /// A session that may be over by now, and the loop that it lives on.
  struct Member {
    std::weak_ptr<Session> session;
    net::EventLoop* loop;
  };

  using Listeners = std::vector<std::shared_ptr<net::Listener>>;

  [[nodiscard]] Result<Listeners> listen(const std::vector<net::Address>& addresses);
  /// `port` in an address of each host that is listened on.
  [[nodiscard]] std::vector<net::Address> on_each_host(std::uint16_t port) const;
  void close_unwanted();
  /// `rotary_port`: of `ip ssh port`; 0: a port that leads to every line.
  net::Task<void> accept_flow(std::shared_ptr<net::Listener> listener, std::uint16_t rotary_port);
  net::Task<void> session_flow(std::unique_ptr<net::Link> link, net::EventLoop& loop,
                               std::uint16_t rotary_port);
  void begin_session(std::unique_ptr<net::Link> link, net::EventLoop& loop, std::uint16_t rotary_port);
  void remember(const std::shared_ptr<Session>& session, net::EventLoop& loop);

  Context context_;
  net::EventLoops& loops_;
  mutable std::mutex mutex_;
  Listeners listeners_;
  std::map<std::uint16_t, Listeners> rotary_listeners_;
  std::set<std::uint16_t> wanted_ports_, failed_ports_;
  std::vector<Member> members_;
  std::size_t prune_at_ = 64;
};

}  // namespace ferry::server
