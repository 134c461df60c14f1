#include "ssh/transport/input_buffer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "ssh/limits.h"

namespace ferry::ssh {
namespace {

constexpr std::array block_sizes{idle_input_block, 64 * kibibyte, busy_input_block};
static_assert(block_sizes.back() > largest_packet + 1024,
              "the largest packet and its tag must fit into a block");

/// Small reads in a row after which a connection counts as quiet.
constexpr int quiet_after = 4;

/// True when nobody else holds the block, and what others did with it has happened before.
bool is_ours_alone(const BlockRef& block) {
  if (block.use_count() != 1) return false;
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
}

}  // namespace

MutableBytes InputBuffer::space() {
  make_room();
  offered_ = room();
  return {block_->bytes.get() + end_, offered_};
}

void InputBuffer::received(std::size_t size) {
  if (size > offered_) throw std::logic_error("more bytes received than there was space for");
  const bool filled = size == offered_;
  offered_ = 0;
  end_ += size;
  if (filled && step_ + 1 < block_sizes.size()) ++step_;
  quiet_reads_ = size < idle_input_block / 2 ? quiet_reads_ + 1 : 0;
}

bool InputBuffer::full() const {
  return end_ - begin_ >= block_sizes.back();
}

void InputBuffer::make_room() {
  const std::size_t wanted = block_sizes[step_];
  if (!block_) return move_to(take_block(wanted));
  if (full()) return;
  const bool plenty = room() >= block_->size / 2;
  if (plenty && block_->size >= wanted) return;
  const bool ours = is_ours_alone(block_);
  // A block that is large enough is used to its end before bytes are moved within it for nothing.
  if (block_->size >= wanted && ours) {
    std::memmove(block_->bytes.get(), block_->bytes.get() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    if (room() > 0) return;
    // One packet is larger than the block.
    step_ = std::min(step_ + 1, block_sizes.size() - 1);
  }
  move_to(take_block(std::max(block_sizes[step_], block_->size)));
}

void InputBuffer::move_to(BlockRef block) {
  const std::size_t left = end_ - begin_;
  if (left > 0) std::memcpy(block->bytes.get(), block_->bytes.get() + begin_, left);
  if (block_ && recycled_.size() < most_recycled_blocks && block_->size == block->size)
    recycled_.push_back(block_);
  block_ = std::move(block);
  begin_ = 0;
  end_ = left;
}

BlockRef InputBuffer::take_block(std::size_t size) {
  std::erase_if(recycled_, [&](const BlockRef& block) { return block->size != size; });
  const auto free = std::ranges::find_if(recycled_, is_ours_alone);
  if (free == recycled_.end()) return std::make_shared<Block>(size);
  BlockRef block = std::move(*free);
  recycled_.erase(free);
  return block;
}

void InputBuffer::rest() {
  if (offered_ != 0 || begin_ != end_ || !block_) return;
  const bool growing = step_ > 0;
  if (growing && quiet_reads_ < quiet_after) {
    if (is_ours_alone(block_)) begin_ = end_ = 0;
    return;
  }
  block_.reset();
  recycled_.clear();
  begin_ = end_ = step_ = 0;
}

std::size_t InputBuffer::memory() const {
  std::size_t size = block_ ? block_->size : 0;
  for (const BlockRef& block : recycled_) size += block->size;
  return size;
}

}  // namespace ferry::ssh
