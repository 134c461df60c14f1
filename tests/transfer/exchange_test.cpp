#include "transfer/exchange.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

namespace ferry::transfer {
namespace {

void nobody_waits() {}

std::string take_all(Exchange& exchange) {
  std::array<Byte, 100> room{};
  std::string text;
  for (std::size_t count = exchange.take(room); count > 0; count = exchange.take(room))
    text += as_text(Bytes{room}.first(count));
  return text;
}

TEST(Exchange, HandsBytesFromTheThreadToTheFlowInOrder) {
  int woken = 0;
  Exchange exchange{[&] { ++woken; }};
  EXPECT_FALSE(exchange.has_begun());
  exchange.begin(5);
  EXPECT_TRUE(exchange.has_begun());
  EXPECT_EQ(exchange.size(), 5);
  EXPECT_TRUE(exchange.put(as_bytes("hel")));
  EXPECT_TRUE(exchange.put(as_bytes("lo")));
  exchange.end({});
  EXPECT_EQ(woken, 4);
  EXPECT_TRUE(exchange.outcome()->has_value());
  EXPECT_EQ(take_all(exchange), "hello");
}

TEST(Exchange, HoldsNoMoreThanItsCapacity) {
  Exchange exchange{nobody_waits};
  const ByteVector large(Exchange::capacity + 1, Byte{1});
  EXPECT_EQ(exchange.offer(large), Exchange::capacity);
  EXPECT_EQ(exchange.offer(large), 0U);
  std::array<Byte, 1000> room{};
  EXPECT_EQ(exchange.get(room), 1000U);
  EXPECT_EQ(exchange.offer(large), 1000U);
}

TEST(Exchange, MakesAFastThreadWaitForTheFlow) {
  Exchange exchange{nobody_waits};
  const ByteVector full(Exchange::capacity, Byte{1});
  EXPECT_TRUE(exchange.put(full));
  bool was_wanted = false;
  std::jthread thread{[&] { was_wanted = exchange.put(as_bytes("more")); }};
  ByteVector room(Exchange::capacity);
  EXPECT_EQ(exchange.take(room), Exchange::capacity);
  thread.join();
  EXPECT_TRUE(was_wanted);
  EXPECT_EQ(take_all(exchange), "more");
}

TEST(Exchange, EndsTheInputOfTheThreadBehindItsLastByte) {
  Exchange exchange{nobody_waits};
  EXPECT_EQ(exchange.offer(as_bytes("abc")), 3U);
  exchange.end_input();
  std::array<Byte, 2> room{};
  EXPECT_EQ(exchange.get(room), 2U);
  EXPECT_EQ(exchange.get(room), 1U);
  EXPECT_EQ(exchange.get(room), 0U);
}

TEST(Exchange, FreesAThreadThatWaitsWhenTheFlowGivesUp) {
  Exchange exchange{nobody_waits};
  std::optional<std::size_t> got = 7;
  std::jthread thread{[&] {
    std::array<Byte, 2> room{};
    got = exchange.get(room);
  }};
  exchange.cancel();
  thread.join();
  EXPECT_EQ(got, std::nullopt);
  EXPECT_FALSE(exchange.put(as_bytes("x")));
}

}  // namespace
}  // namespace ferry::transfer
