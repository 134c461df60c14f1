#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "net/task.h"

namespace ferry::net {

/// An address as users write it: "127.0.0.1" or "::1", and a port.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  /// "127.0.0.1:22" or "[::1]:22"; a port alone means every address. An error says what is wrong with `text`.
  [[nodiscard]] static Result<Address> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// The way to one peer: a socket, or a pipe in a test. Reading and writing never block: wait for readiness,
/// then take what is there. That way no buffer is tied up while nothing happens. Belongs to one loop.
class Link {
 public:
  virtual ~Link() = default;
  /// Returns when there is something to read, the end included, or the link is closed.
  virtual Task<void> readable() = 0;
  virtual Task<void> writable() = 0;
  /// Nothing if nothing is there now; 0 at the end of the stream.
  [[nodiscard]] virtual std::optional<Result<std::size_t>> try_read(MutableBytes into) = 0;
  /// Sends the pieces in one call as far as there is room; nothing if there is none now.
  [[nodiscard]] virtual std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces) = 0;
  /// Ends both directions; flows that wait come back.
  virtual void close() = 0;

  [[nodiscard]] virtual const Address& local() const = 0;
  [[nodiscard]] virtual const Address& remote() const = 0;
};

}  // namespace ferry::net
