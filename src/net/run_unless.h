#pragma once

#include <asio/co_spawn.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "net/task.h"

namespace ferry::net {

/// Runs `work` to its end, unless `stop` comes to its own first: then what `work` waits for is cancelled, its
/// frames are destroyed, and there is nothing. Both run on the caller's loop. A call on another thread, and
/// what it uses, is waited for all the same.
template <class T>
Task<std::optional<T>> run_unless(Task<T> work, Task<void> stop) {
  const auto executor = co_await asio::this_coro::executor;
  auto both = asio::experimental::make_parallel_group(
      [&](auto token) { return asio::co_spawn(executor, std::move(work), std::move(token)); },
      [&](auto token) { return asio::co_spawn(executor, std::move(stop), std::move(token)); });
  auto [order, thrown, value, stop_thrown] =
      co_await both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  static_cast<void>(stop_thrown);
  if (order[0] != 0) co_return std::nullopt;
  if (thrown) std::rethrow_exception(thrown);
  co_return std::move(value);
}

/// The same for what gives nothing back: false if it was stopped.
inline Task<bool> run_unless(Task<void> work, Task<void> stop) {
  const auto executor = co_await asio::this_coro::executor;
  auto both = asio::experimental::make_parallel_group(
      [&](auto token) { return asio::co_spawn(executor, std::move(work), std::move(token)); },
      [&](auto token) { return asio::co_spawn(executor, std::move(stop), std::move(token)); });
  auto [order, thrown, stop_thrown] =
      co_await both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  static_cast<void>(stop_thrown);
  if (order[0] == 0 && thrown) std::rethrow_exception(thrown);
  co_return order[0] == 0;
}

}  // namespace ferry::net
