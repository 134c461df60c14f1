#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "net/byte_stream.h"
#include "net/event_loop.h"

namespace ferry::net {

/// A Unix socket in the file system that only its owner can open, listening. Made before there is any loop,
/// and outlives the loops that accept on it. The file stays when it goes: whoever made it removes it.
class LocalSocket {
 public:
  /// Longest path that a Unix socket can have.
  static constexpr std::size_t longest_path = 107;

  /// Nothing may stand at `path`. The error says what is wrong.
  [[nodiscard]] static Result<LocalSocket> listen(const std::filesystem::path& path);
  LocalSocket(LocalSocket&& other) noexcept;
  LocalSocket& operator=(LocalSocket&& other) noexcept;
  ~LocalSocket();

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  friend Result<std::unique_ptr<ByteStream>> connect_local(EventLoop& loop,
                                                           const std::filesystem::path& path);
  explicit LocalSocket(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Connects to the Unix socket at `path`. The error says what is wrong.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> connect_local(EventLoop& loop,
                                                                const std::filesystem::path& path);

/// Accepts on a LocalSocket. Belongs to one loop.
class LocalListener {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LocalListener>> open(EventLoop& loop,
                                                                   const LocalSocket& socket);
  ~LocalListener();

  /// The next connection. An error when the listener is closed or the process is out of descriptors (then
  /// wait a little).
  Task<Result<std::unique_ptr<ByteStream>>> accept();
  void close();

 private:
  struct Acceptor;
  LocalListener(EventLoop& loop, std::unique_ptr<Acceptor> acceptor);
  EventLoop& loop_;
  std::unique_ptr<Acceptor> acceptor_;
};

}  // namespace ferry::net
