#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "net/dialer.h"
#include "net/distant_notifier.h"
#include "net/event_loop.h"
#include "net/notifier.h"
#include "net/offload.h"
#include "net/resolver.h"
#include "net/run_unless.h"
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

Task<void> note_loop(EventLoop*& noted) {
  noted = &EventLoop::current();
  co_return;
}

TEST(EventLoop, IsKnownToItsFlows) {
  EventLoop first, second;
  EventLoop* noted = nullptr;
  first.spawn(note_loop(noted));
  first.run_until_idle();
  EXPECT_EQ(noted, &first);
  second.spawn(note_loop(noted));
  second.run_until_idle();
  EXPECT_EQ(noted, &second);
}

Task<void> wait_for_thread(std::jthread& thread, bool& woken) {
  DistantNotifier notifier{EventLoop::current()};
  thread = std::jthread{notifier.waker()};
  woken = co_await notifier.wait_until(TimePoint::max());
}

TEST(DistantNotifier, IsWokenByAnotherThread) {
  EventLoop loop;
  bool woken = false;
  std::jthread thread;
  loop.spawn(wait_for_thread(thread, woken));
  loop.run_until_idle();
  EXPECT_TRUE(woken);
}

TEST(DistantNotifier, MayBeWokenWhenItIsGone) {
  std::function<void()> wake;
  {
    EventLoop loop;
    const DistantNotifier notifier{loop};
    wake = notifier.waker();
    wake();
  }
  wake();
  EXPECT_TRUE(wake);
}

Task<void> resolve(Resolver& resolver, std::string host, Result<Addresses>& found) {
  found = co_await resolver.resolve(std::move(host));
}

Result<Addresses> resolved(std::string host) {
  const SystemClock clock;
  EventLoop loop;
  SystemResolver resolver{clock};
  Result<Addresses> found;
  loop.spawn(resolve(resolver, std::move(host), found));
  loop.run_until_idle();
  return found;
}

TEST(SystemResolver, TakesAddressesAsTheyAre) {
  EXPECT_EQ(resolved("192.0.2.1"), Addresses{"192.0.2.1"});
  EXPECT_EQ(resolved("2001:db8::1"), Addresses{"2001:db8::1"});
}

TEST(SystemResolver, KnowsTheMachineItself) {
  const auto found = resolved("localhost");
  ASSERT_TRUE(found);
  for (const std::string& address : *found)
    EXPECT_TRUE(address == "127.0.0.1" || address == "::1") << address;
}

TEST(SystemResolver, NamesAHostThatIsNoneInTheWordsOfIos) {
  const auto found = resolved("no..host");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "Invalid IP address or hostname");
}

struct Note {
  explicit Note(bool& flag) : flag_(flag) {}
  ~Note() { flag_ = true; }
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;

 private:
  bool& flag_;
};

Task<int> wait_and_count(Notifier& notifier, bool& destroyed) {
  const Note note{destroyed};
  co_await notifier.wait();
  co_await notifier.wait();
  co_return 2;
}

Task<int> count_at_once() {
  co_return 1;
}

Task<void> run(Task<int> work, Task<void> stop, std::optional<int>& result) {
  result = co_await run_unless(std::move(work), std::move(stop));
}

Task<void> wait(Notifier& notifier) {
  co_await notifier.wait();
}

TEST(RunUnless, GivesWhatTheWorkGives) {
  EventLoop loop;
  Notifier never{loop};
  std::optional<int> result;
  loop.spawn(run(count_at_once(), wait(never), result));
  loop.run_until_idle();
  EXPECT_EQ(result, 1);
}

TEST(RunUnless, DestroysTheWorkThatIsStopped) {
  EventLoop loop;
  Notifier never{loop}, stop{loop};
  bool destroyed = false;
  std::optional<int> result = 0;
  loop.spawn(run(wait_and_count(never, destroyed), wait(stop), result));
  loop.run_ready();
  EXPECT_FALSE(destroyed);
  stop.notify();
  loop.run_until_idle();
  EXPECT_TRUE(destroyed);
  EXPECT_EQ(result, std::nullopt);
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
