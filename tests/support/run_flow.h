#pragma once

#include <optional>
#include <thread>
#include <utility>

#include "net/event_loop.h"
#include "net/offload.h"
#include "net/task.h"

namespace ferry::testing {

namespace detail {

template <class T>
net::Task<void> keep(net::Task<T> flow, std::optional<T>& result) {
  result = co_await std::move(flow);
}

}  // namespace detail

/// Runs `flow` to its end on an event loop of its own and gives what it returned.
template <class T>
T run_flow(net::Task<T> flow) {
  net::EventLoop loop;
  std::optional<T> result;
  loop.spawn(detail::keep(std::move(flow), result));
  loop.run_until_idle();
  return std::move(result).value();
}

inline void run_flow(net::Task<void> flow) {
  net::EventLoop loop;
  loop.spawn(std::move(flow));
  loop.run_until_idle();
}

/// Runs `loop` until nothing happens any more without something from outside: every flow is done or waits for
/// a time or for input, and nothing runs on the threads of `offload`.
inline void settle(net::EventLoop& loop, const net::Offload& offload) {
  for (;;) {
    const bool busy = offload.running() > 0;
    const std::size_t ran = loop.run_ready();
    if (ran == 0 && !busy) return;
    if (ran == 0) std::this_thread::yield();
  }
}

}  // namespace ferry::testing
