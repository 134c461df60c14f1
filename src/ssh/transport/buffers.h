#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace ferry::ssh {

/// A piece of memory that the socket has received into and that packets are decrypted in. Whoever still needs
/// bytes of it holds a reference; the transport never overwrites a block that somebody else holds.
struct Block {
  explicit Block(std::size_t capacity)
      : bytes(std::make_unique_for_overwrite<Byte[]>(capacity)), size(capacity) {}
  std::unique_ptr<Byte[]> bytes;
  std::size_t size;
};
using BlockRef = std::shared_ptr<Block>;

/// Data on its way out: payload slots, each with room around it for the packet's header, padding and tag, so
/// that a file is read straight into the packets it leaves in. Fill the slots from the first on, say how much
/// with `filled`, and hand the batch to `Connection::send_batch`. May be filled on another thread.
class DataBatch {
 public:
  /// packet_length, padding_length, and the header of SSH_MSG_CHANNEL_DATA.
  static constexpr std::size_t headroom = 4 + 1 + 9;
  /// The longest padding (RFC 4253 section 6: at least four bytes, up to a whole block more) and the longest
  /// tag.
  static constexpr std::size_t tailroom = 4 + 16 + 64;

  DataBatch(std::size_t slot_size, std::size_t slot_count);

  /// The payload slots, each `slot_size` bytes.
  [[nodiscard]] std::span<const MutableBytes> slots() const { return slots_; }
  [[nodiscard]] std::size_t capacity() const;
  void filled(std::size_t bytes) { filled_ = bytes; }
  [[nodiscard]] std::size_t filled() const { return filled_; }

 private:
  std::unique_ptr<Byte[]> memory_;
  std::vector<MutableBytes> slots_;
  std::size_t filled_ = 0;
};

}  // namespace ferry::ssh
