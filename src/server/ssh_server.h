#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "net/event_loop.h"
#include "net/socket.h"
#include "server/context.h"

namespace ferry::server {

/// Accepts SSH connections and spreads them over the event loops. Open and close it from one thread.
class SshServer {
 public:
  SshServer(const Context& context, net::EventLoops& loops) : context_(context), loops_(loops) {}

  /// Listens on all of `addresses`, or on none when one fails. Port 0 lets the kernel choose.
  Result<void> open(const std::vector<net::Address>& addresses);
  /// Stops listening; sessions go on.
  void close();
  /// The addresses listened on, with their real ports.
  [[nodiscard]] std::vector<net::Address> addresses() const;

 private:
  net::Task<void> accept_flow(std::shared_ptr<net::Listener> listener);

  Context context_;
  net::EventLoops& loops_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<net::Listener>> listeners_;
};

}  // namespace ferry::server
