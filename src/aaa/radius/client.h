#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aaa/radius/authentication.h"
#include "aaa/radius/exchange.h"
#include "aaa/secure_link.h"
#include "aaa/server.h"
#include "base/clock.h"
#include "base/random.h"

namespace ferry::aaa::radius {

/// One server as it is configured. Without a key nothing is ever sent to it.
struct ClientSettings {
  std::string name = {};
  net::Address address = {};
  std::shared_ptr<const Secret> key = {};
  SecureLink secure = {};                      // empty: UDP; else RADIUS within TLS, RFC 6614
  Duration timeout = std::chrono::seconds{5};  // of each copy
  unsigned retransmits = 3;
  MessageAuthenticatorRule rule = MessageAuthenticatorRule::required;
  std::uint16_t accounting_port = 1646;
};

/// What became of the packets. Safe to read from any thread.
struct ClientCounters {
  std::atomic<std::uint64_t> requests = 0, retransmits = 0, timeouts = 0, accepts = 0, rejects = 0,
                             challenges = 0, recorded = 0, unexpected = 0, malformed = 0,
                             wrong_authenticators = 0;
  /// From the first copy to the reply: of all that got one, and the longest.
  std::atomic<std::uint64_t> milliseconds = 0, most_milliseconds = 0;
  std::atomic<std::uint64_t> under_way = 0;
};

/// The same, at one moment.
struct ClientCounts {
  std::uint64_t requests = 0, retransmits = 0, timeouts = 0, accepts = 0, rejects = 0, challenges = 0,
                recorded = 0, unexpected = 0, malformed = 0, wrong_authenticators = 0, milliseconds = 0,
                most_milliseconds = 0;
};

/// What clients share; all of it outlives them.
struct ClientEnvironment {
  net::EventLoop& loop;
  const Clock& clock;
  Random& random;
  /// A line of `debug radius`; empty while that is off.
  std::function<void(std::string_view)> debug = {};
};

/// One RADIUS server. Requests share sockets or connections, 256 of them each, and more are opened when those
/// do not do. Belongs to the loop of the servers. Over UDP each round has the server's timeout once for every
/// copy that is sent, whatever comes in between. Within TLS it has the timeout once, for all of it; a
/// connection that is lost meanwhile is replaced once.
class Client final : public Server, public std::enable_shared_from_this<Client> {
 public:
  /// 8192 logins at one time: more than a device lets begin.
  static constexpr std::size_t most_sockets = 32;

  Client(ClientEnvironment environment, std::shared_ptr<net::Dialer> dialer, ClientSettings settings)
      : environment_(std::move(environment)), dialer_(std::move(dialer)), settings_(std::move(settings)) {}

  [[nodiscard]] std::string name() const override { return settings_.name; }
  [[nodiscard]] std::unique_ptr<AuthenticationDialogue> authenticate(AuthenticationRequest request) override;
  net::Task<ServerAnswer> authorize(AuthorizationRequest request) override;
  /// Commands are not for RADIUS: their records pass without having been sent.
  net::Task<ServerAnswer> account(AccountingRecord record) override;

  /// The bytes of a reply that has been opened, or why there is none.
  using Reply = std::expected<ByteVector, ServerAnswer>;
  net::Task<Reply> ask(AccessRequest request);
  /// The same for a record, on the port of this client.
  net::Task<Reply> ask(AccountingRecord record);

  [[nodiscard]] const ClientSettings& settings() const { return settings_; }
  [[nodiscard]] const ClientCounters& counters() const { return counters_; }
  /// From any thread. What is under way stays.
  void clear_counters();
  /// Nothing comes in any more: before the loop goes, or when another client takes over.
  void close();

 private:
  using Begun = std::expected<std::unique_ptr<Exchange>, ServerAnswer>;

  /// On a socket that is open and has an identifier left, or a new one.
  net::Task<Begun> begin(TimePoint deadline);
  [[nodiscard]] std::unique_ptr<Exchange> begin_on(const std::shared_ptr<Socket>& socket);
  net::Task<Result<std::unique_ptr<net::DatagramLink>>> open(TimePoint deadline);
  net::Task<Result<std::unique_ptr<net::DatagramLink>>> connect(TimePoint deadline);
  net::Task<bool> wait_for_connection(TimePoint deadline);
  /// Makes the packet of a request for one exchange.
  using Seal = std::function<Result<ByteVector>(Exchange&)>;
  net::Task<Reply> ask_sealed(std::string_view kind, Seal seal);
  /// One request on one socket.
  net::Task<Reply> ask_on(Exchange& exchange, std::string_view kind, const Seal& seal);
  [[nodiscard]] Client& accounting_client();
  net::Task<bool> send_copies(Exchange& exchange, const ByteVector& packet);
  static net::Task<void> listen(std::weak_ptr<Client> weak, std::shared_ptr<Socket> socket);
  void take(const Socket& socket, Bytes datagram);
  void refuse(const Socket& socket, Exchange& exchange, Refusal refusal);
  void lose(const std::shared_ptr<Socket>& socket);
  void count(Code code);
  void count_reply(TimePoint started);
  [[nodiscard]] ServerAnswer no_reply(const Exchange& exchange);
  void debug(std::string_view line) const;

  ClientEnvironment environment_;
  std::shared_ptr<net::Dialer> dialer_;
  ClientSettings settings_;
  ClientCounters counters_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  bool connecting_ = false;
  std::vector<std::shared_ptr<net::Notifier>> waiting_;  // for the connection that comes about
  bool closed_ = false;
  std::shared_ptr<Client> accounting_;  // on the other port, as soon as it is needed
};

}  // namespace ferry::aaa::radius
