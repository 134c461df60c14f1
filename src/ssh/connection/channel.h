#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "ssh/connection/messages.h"
#include "ssh/connection/window.h"

namespace ferry::ssh {

/// One direction of a channel (RFC 4254 section 5.3).
enum class Flow { open, ended, closed };

/// A reply that the peer waits for: the program's answer, its answer to the request that would start it
/// (shell, exec, subsystem), or a refusal that only waits for its turn.
enum class Owed { answer, start, refusal };

/// We asked for the channel; the peer has not answered.
struct OpeningChannel {
  bool abandoned = false;  // closed before it was open
};

/// Both sides know the channel. The peer's CLOSE ends it at once, so `receiving` is never closed.
struct OpenChannel {
  Recipient peer{};
  SendWindow window;
  std::uint32_t max_packet = 0;
  Flow sending = Flow::open;
  Flow receiving = Flow::open;
  unsigned asked = 0;        // requests of ours that wait for the peer's reply
  std::vector<Owed> owed;    // replies that the peer waits for, in order
  bool started = false;      // RFC 4254 section 6.5: only one request to start a program can succeed
  unsigned environment = 0;  // env requests let through
};

struct Channel {
  ReceiveWindow window;
  std::uint32_t granted = 0;  // its part of the connection's window budget
  std::variant<OpeningChannel, OpenChannel> state;
};

}  // namespace ferry::ssh
