#include "ssh/connection/pinned_blocks.h"

#include <gtest/gtest.h>

namespace ferry::ssh {
namespace {

BlockRef block_of(std::size_t size) {
  auto block = std::make_shared<Block>(size);
  std::fill_n(block->bytes.get(), size, Byte{'x'});
  return block;
}

Bytes first(const BlockRef& block, std::size_t size) {
  return {block->bytes.get(), size};
}

TEST(PinnedBlocks, LeavesDataWhereItIsWhileFewBlocksAreHeld) {
  PinnedBlocks pinned{4};
  std::vector<BlockData> held;
  for (int i = 0; i < 4; ++i) {
    const auto block = block_of(1000);
    for (int j = 0; j < 3; ++j) {
      held.push_back(pinned.bounded(first(block, 10), block));
      EXPECT_EQ(held.back().block, block);
      EXPECT_EQ(held.back().data.data(), block->bytes.get());
    }
  }
}

TEST(PinnedBlocks, CopiesDataOutOfOneBlockTooMany) {
  PinnedBlocks pinned{4};
  std::vector<BlockData> held;
  for (int i = 0; i < 4; ++i) {
    const auto block = block_of(1000);
    held.push_back(pinned.bounded(first(block, 1), block));
  }
  const auto block = block_of(1000);
  const auto copied = pinned.bounded(first(block, 7), block);
  EXPECT_NE(copied.block, block);
  EXPECT_EQ(copied.block->size, 7U);
  EXPECT_EQ(as_text(copied.data), "xxxxxxx");
  EXPECT_EQ(block.use_count(), 1) << "nothing keeps the large block";
}

TEST(PinnedBlocks, ForgetsBlocksThatWereLetGo) {
  PinnedBlocks pinned{4};
  for (int i = 0; i < 100; ++i) {
    const auto block = block_of(1000);
    EXPECT_EQ(pinned.bounded(first(block, 1), block).block, block);
  }
}

TEST(PinnedBlocks, CountsABlockThatComesAgainOnce) {
  PinnedBlocks pinned{4};
  const std::vector<BlockRef> recycled{block_of(10), block_of(10), block_of(10), block_of(10)};
  for (int i = 0; i < 100; ++i) {
    const auto& block = recycled[static_cast<std::size_t>(i) % recycled.size()];
    EXPECT_EQ(pinned.bounded(first(block, 1), block).block, block);
  }
}

}  // namespace
}  // namespace ferry::ssh
