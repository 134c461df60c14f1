#pragma once

#include <cstddef>
#include <cstdint>

namespace ferry::ssh {

/// What one connection may use of the layers above; a member per limit, so that tests can lower them.
struct ConnectionLimits {
  /// RFC 4252 section 4 suggests a limit on failures; this one also counts what does not fail, such as key
  /// queries.
  unsigned authentication_requests = 20;
  /// Packets of any kind during authentication: a request of a real client brings at most three (some ask for
  /// the service again each time, and answer prompts).
  unsigned authentication_messages = 64;
  /// User, service and method names; longer ones than any directory knows are an attack on our memory.
  std::size_t name_length = 1024;
  /// Passwords and answers. Hashing a longer one would let a stranger buy our processor time cheaply.
  std::size_t password_length = 1024;
  /// Channels open at once. One client seldom needs more than a few; each costs a window of memory.
  unsigned channels = 64;
  /// RFC 4254 section 5.1: a peer whose packets may hold less than this makes us send almost only headers.
  std::uint32_t smallest_max_packet = 256;
  /// Bytes of our own data that may wait for the socket before `writable` says 0. Enough for a few large
  /// writes; more would only be memory that stands still.
  std::size_t output = std::size_t{1024} * 1024;
  /// The largest data packet that we send, whatever the peer takes: larger ones gain nothing and cost it
  /// memory.
  std::size_t largest_data = std::size_t{64} * 1024;
  /// The windows of all channels together, which is what a peer can make us hold. Channels opened beyond it
  /// still get the smallest window, which is enough for a terminal and slow for a file.
  std::uint32_t windows = 32 * 1024 * 1024;
  std::uint32_t smallest_window = 64 * 1024;
  /// Input blocks of up to 512 KiB that data in programs' hands may keep alive. Uploads at full speed need a
  /// handful.
  std::size_t pinned_blocks = 32;
  /// Requests on one channel that the peer may send ahead of our replies, and `env` requests in all: a client
  /// sends a handful of each.
  std::size_t unanswered_requests = 32;
  unsigned environment_requests = 128;
  /// Values in channel requests; longer ones are refused, not fatal. The encoded terminal modes have 5 bytes
  /// for each of at most 160 opcodes (RFC 4254 section 8).
  std::size_t terminal_name = 256;
  std::size_t terminal_modes = 1024;
  std::size_t environment_value = std::size_t{8} * 1024;
  std::size_t command = std::size_t{64} * 1024;
};

}  // namespace ferry::ssh
