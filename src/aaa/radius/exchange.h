#pragma once

#include <array>
#include <memory>
#include <optional>

#include "aaa/radius/identifiers.h"
#include "aaa/radius/protection.h"
#include "net/dialer.h"
#include "net/notifier.h"

namespace ferry::aaa::radius {

class Exchange;

/// A socket or a connection to a server, and who waits for replies there.
struct Socket {
  Socket(std::unique_ptr<net::DatagramLink> opened, Identifier first)
      : link(std::move(opened)), identifiers(first) {}

  std::unique_ptr<net::DatagramLink> link;
  Identifiers identifiers;
  std::array<Exchange*, 256> waiting{};
  TimePoint last_reply{};
};

/// One request, from the moment that it has its identifier to the moment that it gives it back: sent once or
/// more, the same bytes each time. Belongs to the loop of the servers.
class Exchange {
 public:
  Exchange(net::EventLoop& loop, std::shared_ptr<Socket> socket, Identifier identifier,
           const PacketAuthenticator& authenticator);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] Identifier identifier() const { return identifier_; }
  [[nodiscard]] const PacketAuthenticator& authenticator() const { return authenticator_; }
  [[nodiscard]] Socket& socket() const { return *socket_; }
  /// RFC 2866 section 3: of a record it is a checksum of the packet.
  void use_authenticator(const PacketAuthenticator& authenticator) {
    authenticator_ = authenticator;
    is_accounting_ = true;
  }
  [[nodiscard]] bool is_accounting() const { return is_accounting_; }
  [[nodiscard]] const std::string& nas_address() const { return socket_->link->local().host; }

  /// Sends the packet, and waits. True if the reply has come. What goes wrong with a datagram is no news: the
  /// next one may get through. From then on the identifier rests until `rests_until` if it has to.
  net::Task<bool> send(ByteVector packet, TimePoint deadline, TimePoint rests_until);

  /// A datagram that has been opened and is the reply.
  void answer(Bytes datagram);
  /// Nothing can come any more.
  void lose();
  [[nodiscard]] bool is_lost() const { return lost_; }
  /// One that came for this request, but does not count.
  void refuse(Refusal refusal) { refused_ = refusal; }

  [[nodiscard]] const ByteVector& reply() const { return reply_; }
  [[nodiscard]] std::optional<Refusal> refused() const { return refused_; }

 private:
  std::shared_ptr<Socket> socket_;
  Identifier identifier_;
  PacketAuthenticator authenticator_;
  net::Notifier came_;
  ByteVector reply_;  // empty until it is there
  std::optional<Refusal> refused_;
  bool lost_ = false;
  int copies_ = 0;
  bool is_accounting_ = false;
  TimePoint rests_until_{};
};

}  // namespace ferry::aaa::radius
