#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "net/task.h"

namespace ferry::net {

/// Room in outgoing packets that a file is read straight into.
class OutputBatch {
 public:
  virtual ~OutputBatch() = default;
  /// The room, in order; fill from the first slot on. May be filled on another thread.
  [[nodiscard]] virtual std::span<const MutableBytes> slots() const = 0;
  [[nodiscard]] virtual std::size_t capacity() const = 0;
  /// How many bytes have been put in.
  virtual void filled(std::size_t bytes) = 0;
};

/// A two-way stream of bytes that a flow owns: a channel, a socket, or a pipe in a test. One reader and one
/// writer at a time. After an error every later call fails too.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// Waits until bytes are there and returns them without a copy, as pieces in order, at most `limit` bytes
  /// in all. No pieces means the end of input. They are valid until the next `read`, which also tells the
  /// sender that there is room again; another thread may read them meanwhile.
  virtual Task<Result<std::span<const Bytes>>> read(std::size_t limit) = 0;

  /// A hint for the next `read` only: its caller has no use for less than `bytes` unless the input ends, so
  /// it need not come back before. Saves wake-ups in bulk transfers.
  virtual void expect(std::size_t bytes) { static_cast<void>(bytes); }

  /// Sends all of `bytes`; waits while the receiver has no room. `bytes` must live until it returns.
  virtual Task<Result<void>> write(Bytes bytes) = 0;

  /// Waits until the receiver has room and gives at most `limit` bytes of it.
  virtual Task<Result<std::unique_ptr<OutputBatch>>> reserve(std::size_t limit) = 0;
  /// Sends what `reserve` gave.
  virtual Task<Result<void>> send(std::unique_ptr<OutputBatch> batch) = 0;

  /// Ends both directions for the one who owns the stream: a flow that waits in `read` sees the end of input,
  /// one that waits in another call gets an error.
  virtual void close() = 0;
};

}  // namespace ferry::net
