#pragma once

#include <memory>
#include <vector>

#include "base/bytes.h"
#include "ssh/transport/buffers.h"

namespace ferry::ssh {

/// Sealed packets on their way to the socket, in order. Small ones share chunks of memory; those of a
/// DataBatch stay in the batch. Bytes never move before they are sent, so pieces stay valid while more is
/// added.
class OutputQueue {
 public:
  /// `size` bytes at the end of the queue, for one packet; the caller writes them before anything else
  /// happens.
  [[nodiscard]] MutableBytes append(std::size_t size);
  /// A packet that lies in a batch; the last packet of a batch brings the batch itself.
  void append(Bytes packet, std::unique_ptr<DataBatch> batch);

  [[nodiscard]] std::vector<Bytes> pieces(std::size_t most) const;
  [[nodiscard]] std::size_t size() const { return size_; }
  void sent(std::size_t size);
  /// Bytes of the chunks; batches are not counted.
  [[nodiscard]] std::size_t memory() const;

 private:
  struct Piece {
    Bytes bytes;                       // what is left to send
    std::unique_ptr<Byte[]> chunk;     // owns the bytes of small packets
    std::size_t room = 0;              // bytes of the chunk behind `bytes`
    std::unique_ptr<DataBatch> batch;  // freed when this piece is sent
  };

  std::vector<Piece> pieces_;
  std::size_t first_ = 0;  // of the pieces that are not sent
  std::size_t size_ = 0;
  std::size_t next_chunk_ = 0;
};

}  // namespace ferry::ssh
