#include "crypto/random.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace ferry::crypto {
namespace {

std::vector<ByteVector> draw(std::size_t count, std::size_t size) {
  SystemRandom random;
  std::vector<ByteVector> drawn;
  for (std::size_t i = 0; i < count; ++i) {
    ByteVector bytes(size);
    random.fill(bytes);
    drawn.push_back(std::move(bytes));
  }
  return drawn;
}

TEST(SystemRandom, NeverGivesTheSameBytesTwice) {
  for (const std::size_t size : {16U, 31U, 64U, 65U, 4096U}) {
    const auto drawn = draw(300, size);
    EXPECT_EQ(std::set(drawn.begin(), drawn.end()).size(), drawn.size()) << size;
  }
}

TEST(SystemRandom, GivesEachThreadItsOwnBytes) {
  std::vector<std::vector<ByteVector>> drawn(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : drawn) threads.emplace_back([&result] { result = draw(200, 16); });
  }
  std::set<ByteVector> all;
  for (const auto& result : drawn) all.insert(result.begin(), result.end());
  EXPECT_EQ(all.size(), 800U);
}

TEST(SystemRandom, UsesEveryValueOfAByte) {
  std::set<Byte> seen;
  for (const auto& bytes : draw(400, 16)) seen.insert(bytes.begin(), bytes.end());
  EXPECT_EQ(seen.size(), 256U);
}

TEST(SystemRandom, TakesAnEmptyRequest) {
  EXPECT_EQ(draw(1, 0).front().size(), 0U);
}

}  // namespace
}  // namespace ferry::crypto
