#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "ssh/transport/buffers.h"

namespace ferry::ssh {

/// Data of a channel and the block that it lies in.
struct BlockData {
  Bytes data;
  BlockRef block;
};

/// Bounds what data that programs hold can pin. A block is large and one byte of it keeps all of it, so a
/// peer could turn a few bytes on each of many reads into much memory; beyond `most` blocks, data is copied
/// out instead.
class PinnedBlocks {
 public:
  explicit PinnedBlocks(std::size_t most) : most_(most) {}

  /// The same data, in its own block or in one that is just large enough.
  [[nodiscard]] BlockData bounded(Bytes data, const BlockRef& block) {
    if (block == nullptr || note(block)) return {data, block};
    auto copy = std::make_shared<Block>(data.size());
    std::ranges::copy(data, copy->bytes.get());
    return {Bytes{copy->bytes.get(), data.size()}, std::move(copy)};
  }

 private:
  struct Entry {
    const Block* address;
    std::weak_ptr<Block> block;
  };

  /// False when the block would be one too many.
  bool note(const BlockRef& block) {
    // Packets come from one block after another, so the last one is nearly always the right one.
    if (!entries_.empty() && entries_.back().block.lock() == block) return true;
    std::erase_if(entries_,
                  [&](const Entry& entry) { return entry.address == block.get() || entry.block.expired(); });
    if (entries_.size() >= most_) return false;
    entries_.push_back({block.get(), block});
    return true;
  }

  std::size_t most_;
  std::vector<Entry> entries_;
};

}  // namespace ferry::ssh
