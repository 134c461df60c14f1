#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "net/event_loop.h"
#include "net/task.h"

namespace ferry::net {

/// Runs `flow` on `loop` and comes back to the caller's own loop with what it returned. What the flow refers
/// to must live until then.
template <class T>
Task<T> run_on(EventLoop& loop, Task<T> flow) {
  co_return co_await asio::co_spawn(loop.context(), std::move(flow), asio::use_awaitable);
}

}  // namespace ferry::net
