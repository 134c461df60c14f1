#pragma once

#include <optional>
#include <utility>

#include "net/event_loop.h"
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

}  // namespace ferry::testing
