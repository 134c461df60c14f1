#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "net/dialer.h"
#include "net/event_loop.h"
#include "net/notifier.h"
#include "net/offload.h"
#include "net/socket.h"

namespace ferry::net {
namespace {

Task<void> note_threads(Offload& offload, std::thread::id& worker, std::thread::id& after) {
  worker = co_await offload.run([] { return std::this_thread::get_id(); });
  after = std::this_thread::get_id();
}

TEST(Offload, RunsElsewhereAndComesBackToTheLoop) {
  Offload offload{1};
  EventLoop loop;
  std::thread::id worker, after;
  loop.spawn(note_threads(offload, worker, after));
  loop.run_until_idle();
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_EQ(after, std::this_thread::get_id());
}

Task<void> note_exception(Offload& offload, bool& caught) {
  try {
    co_await offload.run([] { throw std::runtime_error("disk on fire"); });
  } catch (const std::runtime_error&) {
    caught = true;
  }
}

TEST(Offload, HandsAnExceptionToTheWaitingFlow) {
  Offload offload{1};
  EventLoop loop;
  bool caught = false;
  loop.spawn(note_exception(offload, caught));
  loop.run_until_idle();
  EXPECT_TRUE(caught);
}

Task<void> wait_for(Notifier& notifier, int& woken) {
  co_await notifier.wait();
  ++woken;
}

TEST(Notifier, RemembersANotificationThatCameBeforeTheWait) {
  EventLoop loop;
  Notifier notifier{loop};
  int woken = 0;
  notifier.notify();
  loop.spawn(wait_for(notifier, woken));
  loop.run_until_idle();
  EXPECT_EQ(woken, 1);
}

TEST(Notifier, WakesTheWaitingFlow) {
  EventLoop loop;
  Notifier notifier{loop};
  int woken = 0;
  loop.spawn(wait_for(notifier, woken));
  loop.post([&] { notifier.notify(); });
  loop.run_until_idle();
  EXPECT_EQ(woken, 1);
}

Task<void> wait_until(Notifier& notifier, TimePoint deadline, bool& notified) {
  notified = co_await notifier.wait_until(deadline);
}

TEST(Notifier, SaysWhetherTheDeadlineOrANotificationEndedTheWait) {
  EventLoop loop;
  Notifier notifier{loop};
  bool notified = true;
  loop.spawn(wait_until(notifier, TimePoint::min(), notified));
  loop.run_until_idle();
  EXPECT_FALSE(notified);
}

TEST(Address, ReadsIpv4Ipv6AndABarePort) {
  EXPECT_EQ(Address::parse("127.0.0.1:2222")->text(), "127.0.0.1:2222");
  EXPECT_EQ(Address::parse("[::1]:22")->text(), "[::1]:22");
  EXPECT_EQ(Address::parse("0")->text(), "0.0.0.0:0");
}

TEST(Address, NamesWhatIsWrong) {
  for (const std::string_view text :
       {"", "localhost:22", "127.0.0.1:", "127.0.0.1:65536", "[::1]", "::1", "1.2.3:4:5"}) {
    const auto address = Address::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_NE(address.error().message.find("is not an address"), std::string::npos)
        << address.error().message;
  }
}

Task<void> note_failure(SocketDialer& dialer, Address peer, std::string& message) {
  const auto link = co_await dialer.connect(std::move(peer), TimePoint::max());
  if (!link) message = link.error().message;
}

TEST(SocketDialer, LooksUpNoNames) {
  EventLoop loop;
  SocketDialer dialer{loop};
  std::string message;
  loop.spawn(note_failure(dialer, {"localhost", 514}, message));
  loop.run_until_idle();
  EXPECT_NE(message.find("localhost:514: "), std::string::npos) << message;
  EXPECT_FALSE(dialer.open_datagrams({"localhost", 514}));
}

TEST(EventLoops, GiveConnectionsToEachLoopInTurn) {
  EventLoops loops{2};
  EventLoop& first = loops.next();
  EventLoop& second = loops.next();
  EXPECT_NE(&first, &second);
  EXPECT_EQ(&loops.next(), &first);
}

}  // namespace
}  // namespace ferry::net
