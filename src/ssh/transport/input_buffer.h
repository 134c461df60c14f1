#pragma once

#include <vector>

#include "base/bytes.h"
#include "ssh/transport/buffers.h"

namespace ferry::ssh {

/// What the socket has received and nobody has read yet, in one piece of a block. Bytes that have been read
/// stay where they are for as long as somebody holds their block. Blocks come in a few fixed sizes, chosen by
/// how much arrives, never by what a packet says about itself.
class InputBuffer {
 public:
  /// Where to receive to; empty when the largest block is full of unread bytes.
  [[nodiscard]] MutableBytes space();
  void received(std::size_t size);

  [[nodiscard]] MutableBytes unread() {
    return {block_ ? block_->bytes.get() + begin_ : nullptr, end_ - begin_};
  }
  void consume(std::size_t size) { begin_ += size; }
  /// The block that `unread` lies in.
  [[nodiscard]] const BlockRef& block() const { return block_; }
  [[nodiscard]] bool full() const;
  /// Nothing more can be read for now: gives memory back if little has come lately and nothing is left.
  void rest();
  [[nodiscard]] std::size_t memory() const;

 private:
  [[nodiscard]] std::size_t room() const { return block_ ? block_->size - end_ : 0; }
  void make_room();
  void move_to(BlockRef block);
  [[nodiscard]] BlockRef take_block(std::size_t size);

  BlockRef block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t step_ = 0;     // of the block sizes
  std::size_t offered_ = 0;  // the space handed out and not yet received into; nobody may free it
  int quiet_reads_ = 0;      // reads in a row that a small block would have done for
  std::vector<BlockRef> recycled_;
};

}  // namespace ferry::ssh
