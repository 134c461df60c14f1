#pragma once

#include <asio/awaitable.hpp>

namespace ferry::net {

/// A flow: a coroutine that runs on the event loop of the connection it belongs to. Lazy: nothing happens
/// before it is awaited or spawned.
template <class T = void>
using Task = asio::awaitable<T>;

}  // namespace ferry::net
