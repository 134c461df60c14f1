#pragma once

#include <expected>
#include <memory>
#include <string>

#include "aaa/tacacs/session.h"
#include "base/clock.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/task.h"

namespace ferry::aaa::tacacs {

/// How the wait for a reply ended without one.
struct NoReply {
  enum class Kind : std::uint8_t {
    timed_out,
    closed_before,  // the server closed without a byte of a reply
    cut_off,        // in the middle of a packet
    refused,        // a packet came that cannot be the reply: `refusal`
  };
  Kind kind{};
  Refusal refusal = {};
};

/// A connection to a server, with one session in flight at most. Belongs to its loop.
class Connection {
 public:
  Connection(net::EventLoop& loop, std::unique_ptr<net::Link> link, TimePoint opened)
      : loop_(loop), link_(std::move(link)), opened_(opened), idle_since_(opened) {}

  /// Sends a packet of `session` and gives the body of the reply. All of it has to come by `deadline`: a
  /// server that drips bytes gains nothing. After `NoReply` the connection is of no use any more.
  net::Task<std::expected<ByteVector, NoReply>> exchange(Session& session, ByteVector packet,
                                                         TimePoint deadline);
  /// Sends what fits at once, without a reply.
  void send_last(Bytes packet);
  /// Lets go of the link, because its loop goes: nothing can be done afterwards.
  void drop() { link_.reset(); }

  // While no session is in flight.

  void rest(TimePoint now) { idle_since_ = now; }
  [[nodiscard]] TimePoint opened() const { return opened_; }
  [[nodiscard]] TimePoint idle_since() const { return idle_since_; }
  /// False if the server has closed, or has said something that nobody asked for.
  [[nodiscard]] bool is_quiet();

 private:
  net::Task<bool> write(ByteVector packet);
  /// Reads as many bytes as `into` has; how many came if the end did before.
  net::Task<std::size_t> read(MutableBytes into);
  net::Task<std::expected<ByteVector, NoReply>> receive(Session& session);

  net::EventLoop& loop_;
  std::unique_ptr<net::Link> link_;
  TimePoint opened_, idle_since_;
};

}  // namespace ferry::aaa::tacacs
