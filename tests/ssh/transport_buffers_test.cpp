#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "ssh/limits.h"
#include "ssh/transport/input_buffer.h"
#include "ssh/transport/output_queue.h"

namespace ferry::ssh {
namespace {

/// Receives `size` bytes that go on counting from `next`.
void receive(InputBuffer& buffer, std::size_t size, Byte& next) {
  while (size > 0) {
    const MutableBytes space = buffer.space();
    const std::size_t part = std::min(size, space.size());
    ASSERT_GT(part, 0U);
    for (Byte& byte : space.first(part)) byte = next++;
    buffer.received(part);
    size -= part;
  }
}

bool counts_from(Bytes bytes, Byte first) {
  return std::ranges::all_of(bytes, [&](Byte byte) { return byte == first++; });
}

TEST(InputBuffer, KeepsBytesInOrderOverReadsOfAnySize) {
  for (const std::size_t step : {1U, 100U, 5000U, 40'000U}) {
    InputBuffer buffer;
    Byte in = 0;
    Byte out = 0;
    for (int round = 0; round < 300; ++round) {
      receive(buffer, step, in);
      const std::size_t part = buffer.unread().size() - static_cast<std::size_t>(round % 7);
      ASSERT_TRUE(counts_from(buffer.unread().first(part), out));
      buffer.consume(part);
      out = static_cast<Byte>(out + part);
    }
  }
}

TEST(InputBuffer, StartsSmallAndGrowsWhenReadsFillIt) {
  InputBuffer buffer;
  EXPECT_EQ(buffer.memory(), 0U);
  EXPECT_EQ(buffer.space().size(), idle_input_block);
  Byte next = 0;
  for (int i = 0; i < 5; ++i) {
    receive(buffer, buffer.space().size(), next);
    buffer.consume(buffer.unread().size());
  }
  EXPECT_EQ(buffer.space().size(), busy_input_block);
}

TEST(InputBuffer, DoesNotGrowForSmallReads) {
  InputBuffer buffer;
  Byte next = 0;
  for (int i = 0; i < 10'000; ++i) {
    receive(buffer, 100, next);
    buffer.consume(100);
  }
  EXPECT_LE(buffer.memory(), idle_input_block);
}

TEST(InputBuffer, HoldsOnePacketAsLargeAsTheLargest) {
  InputBuffer buffer;
  Byte next = 0;
  receive(buffer, largest_packet + 100, next);
  EXPECT_TRUE(counts_from(buffer.unread(), 0));
}

TEST(InputBuffer, IsFullAtTheLargestBlockAndThenHasNoSpace) {
  InputBuffer buffer;
  Byte next = 0;
  while (!buffer.full()) receive(buffer, buffer.space().size(), next);
  EXPECT_EQ(buffer.unread().size(), busy_input_block);
  EXPECT_TRUE(buffer.space().empty());
}

TEST(InputBuffer, NeverOverwritesABlockThatIsHeld) {
  InputBuffer buffer;
  Byte next = 0;
  std::vector<std::pair<BlockRef, std::pair<Bytes, Byte>>> held;
  for (int round = 0; round < 200; ++round) {
    const Byte first = next;
    receive(buffer, 9000, next);
    held.push_back({buffer.block(), {buffer.unread(), first}});
    buffer.consume(9000);
    if (held.size() > 20) held.erase(held.begin());
    for (const auto& [block, bytes] : held) ASSERT_TRUE(counts_from(bytes.first, bytes.second)) << round;
  }
}

TEST(InputBuffer, MovesOnlyAPartialPacketToTheNextBlock) {
  InputBuffer buffer;
  Byte next = 0;
  receive(buffer, idle_input_block - 10, next);
  const BlockRef held = buffer.block();
  buffer.consume(idle_input_block - 110);
  const Byte* before = buffer.unread().data();
  receive(buffer, 1000, next);
  EXPECT_NE(buffer.unread().data(), before);
  EXPECT_EQ(buffer.unread().size(), 1100U);
  EXPECT_TRUE(counts_from(buffer.unread(), static_cast<Byte>(idle_input_block - 110)));
}

TEST(InputBuffer, UsesBlocksAgainWhenTheirHoldersAreDone) {
  InputBuffer buffer;
  Byte next = 0;
  for (int round = 0; round < 60; ++round) {
    receive(buffer, buffer.space().size(), next);
    const BlockRef held = buffer.block();
    buffer.consume(buffer.unread().size());
  }
  EXPECT_LE(buffer.memory(), (most_recycled_blocks + 1) * busy_input_block);
}

TEST(InputBuffer, GivesEverythingBackAtRest) {
  InputBuffer buffer;
  Byte next = 0;
  for (int i = 0; i < 10; ++i) {
    receive(buffer, buffer.space().size(), next);
    buffer.consume(buffer.unread().size());
    buffer.rest();
  }
  EXPECT_GE(buffer.memory(), busy_input_block) << "still busy";
  for (int i = 0; i < 4; ++i) {
    receive(buffer, 50, next);
    buffer.consume(50);
    buffer.rest();
  }
  EXPECT_EQ(buffer.memory(), 0U);
}

TEST(InputBuffer, DoesNotFreeSpaceThatWasHandedOut) {
  InputBuffer buffer;
  const MutableBytes space = buffer.space();
  buffer.rest();
  EXPECT_EQ(buffer.memory(), idle_input_block);
  space[0] = 1;
  buffer.received(1);
  buffer.rest();
  EXPECT_EQ(buffer.unread().size(), 1U);
}

TEST(InputBuffer, RefusesMoreThanItOffered) {
  InputBuffer buffer;
  const std::size_t size = buffer.space().size();
  EXPECT_THROW(buffer.received(size + 1), std::logic_error);
}

void append(OutputQueue& queue, std::size_t size, Byte& next) {
  for (Byte& byte : queue.append(size)) byte = next++;
}

ByteVector first_bytes(const OutputQueue& queue, std::size_t size) {
  ByteVector bytes;
  for (const Bytes piece : queue.pieces(SIZE_MAX)) bytes.insert(bytes.end(), piece.begin(), piece.end());
  bytes.resize(std::min(size, bytes.size()));
  return bytes;
}

TEST(OutputQueue, GivesBackWhatWasPutInWhateverIsSentAtOnce) {
  for (const std::size_t sent_at_once : {1U, 7U, 1000U, 100'000U}) {
    OutputQueue queue;
    Byte in = 0;
    Byte out = 0;
    for (std::size_t round = 0; round < 200; ++round) {
      append(queue, 1 + round * 37 % 3000, in);
      const std::size_t size = std::min(sent_at_once, queue.size());
      const ByteVector bytes = first_bytes(queue, size);
      ASSERT_TRUE(counts_from(bytes, out));
      out = static_cast<Byte>(out + size);
      queue.sent(size);
    }
    EXPECT_TRUE(counts_from(first_bytes(queue, SIZE_MAX), out));
    queue.sent(queue.size());
    EXPECT_TRUE(queue.pieces(SIZE_MAX).empty());
  }
}

TEST(OutputQueue, PutsSmallPacketsTogether) {
  OutputQueue queue;
  Byte next = 0;
  for (int i = 0; i < 1000; ++i) append(queue, 50, next);
  EXPECT_LE(queue.pieces(SIZE_MAX).size(), 5U);
  EXPECT_EQ(queue.size(), 50'000U);
}

TEST(OutputQueue, GivesAtMostAsManyPiecesAsAreAskedFor) {
  OutputQueue queue;
  Byte next = 0;
  for (int i = 0; i < 10; ++i) append(queue, coalescing_buffer, next);
  EXPECT_EQ(queue.pieces(3).size(), 3U);
  EXPECT_TRUE(queue.pieces(0).empty());
}

TEST(OutputQueue, FreesItsMemoryWhenEverythingIsSent) {
  OutputQueue queue;
  Byte next = 0;
  for (int i = 0; i < 10'000; ++i) append(queue, 500, next);
  queue.sent(queue.size());
  EXPECT_LE(queue.memory(), 8U * 1024);
}

TEST(OutputQueue, KeepsABatchUntilItsLastPacketIsSent) {
  OutputQueue queue;
  Byte next = 0;
  append(queue, 10, next);
  auto batch = std::make_unique<DataBatch>(100, 2);
  const Bytes first = batch->slots()[0];
  const Bytes second = batch->slots()[1];
  std::ranges::fill(batch->slots()[1], Byte{9});
  queue.append(first, nullptr);
  queue.append(second, std::move(batch));
  append(queue, 10, next);
  EXPECT_EQ(queue.pieces(SIZE_MAX).size(), 4U);
  queue.sent(150);
  EXPECT_EQ(queue.pieces(1)[0].size(), 60U);
  EXPECT_EQ(queue.pieces(1)[0][0], 9) << "still there";
  queue.sent(60);
  EXPECT_EQ(queue.size(), 10U);
}

TEST(OutputQueue, RefusesToHaveSentMoreThanThereWas) {
  OutputQueue queue;
  Byte next = 0;
  append(queue, 10, next);
  EXPECT_THROW(queue.sent(11), std::logic_error);
}

TEST(DataBatch, HasRoomAroundEverySlot) {
  DataBatch batch{1000, 4};
  ASSERT_EQ(batch.slots().size(), 4U);
  EXPECT_EQ(batch.capacity(), 4000U);
  for (std::size_t i = 1; i < 4; ++i) {
    const auto gap = batch.slots()[i].data() - (batch.slots()[i - 1].data() + 1000);
    EXPECT_GE(gap, static_cast<std::ptrdiff_t>(DataBatch::headroom + DataBatch::tailroom));
  }
  EXPECT_THROW((DataBatch{0, 1}), std::logic_error);
  EXPECT_THROW((DataBatch{1, 0}), std::logic_error);
}

}  // namespace
}  // namespace ferry::ssh
