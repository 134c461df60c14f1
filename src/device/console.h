#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "commands/services.h"
#include "commands/session.h"
#include "net/local_socket.h"

namespace ferry::device {

/// The file name of the console's socket in the state directory.
inline constexpr const char* console_socket_name = "console";

/// The console of a router: shells for those who sit at its own terminal, or come through the socket that
/// only the owner can open. Lives on one loop.
class Console {
 public:
  explicit Console(commands::Services& services) : services_(services) {}

  /// One typist, until they leave.
  net::Task<void> serve(commands::Terminal terminal);
  /// Takes whoever comes to the socket. `listener` is shared with whoever closes it.
  net::Task<void> accept(net::EventLoop& loop, std::shared_ptr<net::LocalListener> listener);

 private:
  net::Task<void> serve_socket(net::EventLoop& loop, std::shared_ptr<net::ByteStream> socket);

  commands::Services& services_;
};

}  // namespace ferry::device
