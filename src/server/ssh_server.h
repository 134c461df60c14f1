#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/socket.h"
#include "server/context.h"

namespace ferry::server {

class Session;

/// Accepts SSH connections and spreads them over the event loops. Open and close it from one thread.
class SshServer {
 public:
  SshServer(const Context& context, net::EventLoops& loops) : context_(context), loops_(loops) {}

  /// Listens on all of `addresses`, or on none when one fails. Port 0 lets the kernel choose.
  Result<void> open(const std::vector<net::Address>& addresses);
  /// Stops listening; sessions go on.
  void close();
  /// Ends every session with a message to its client. Returns at once; the sessions leave the registry when
  /// they are gone.
  void end_sessions(const std::string& message);
  /// The addresses listened on, with their real ports.
  [[nodiscard]] std::vector<net::Address> addresses() const;

 private:
  /// A session that may be over by now, and the loop that it lives on.
  struct Member {
    std::weak_ptr<Session> session;
    net::EventLoop* loop;
  };

  net::Task<void> accept_flow(std::shared_ptr<net::Listener> listener);
  net::Task<void> session_flow(std::unique_ptr<net::Link> link, net::EventLoop& loop);
  void begin_session(std::unique_ptr<net::Link> link, net::EventLoop& loop);
  void remember(const std::shared_ptr<Session>& session, net::EventLoop& loop);

  Context context_;
  net::EventLoops& loops_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<net::Listener>> listeners_;
  std::vector<Member> members_;
  std::size_t prune_at_ = 64;
};

}  // namespace ferry::server
