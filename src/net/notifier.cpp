#include "net/notifier.h"

#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace ferry::net {
namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

}  // namespace

Notifier::Notifier(EventLoop& loop) : timer_(loop.context()) {}

Task<void> Notifier::wait() {
  co_await wait_until(TimePoint::max());
}

Task<bool> Notifier::wait_until(TimePoint deadline) {
  if (!notified_) {
    timer_.expires_at(deadline);
    co_await timer_.async_wait(as_result);
  }
  co_return std::exchange(notified_, false);
}

void Notifier::notify() {
  notified_ = true;
  timer_.cancel();
}

Task<void> pause(Duration duration) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  timer.expires_after(duration);
  co_await timer.async_wait(as_result);
}

Task<void> sleep_until(TimePoint deadline) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  timer.expires_at(deadline);
  co_await timer.async_wait(as_result);
}

}  // namespace ferry::net
