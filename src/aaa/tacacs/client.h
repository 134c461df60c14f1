#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aaa/secure_link.h"
#include "aaa/server.h"
#include "aaa/tacacs/authorization.h"
#include "aaa/tacacs/connection.h"
#include "base/clock.h"
#include "base/random.h"
#include "net/dialer.h"
#include "net/notifier.h"

namespace ferry::aaa::tacacs {

/// One server as it is configured. Without a key and without TLS nothing is ever sent to it.
struct ClientSettings {
  std::string name = {};
  net::Address address = {};
  std::shared_ptr<const Secret> key = {};  // null within TLS
  SecureLink secure = {};                  // empty without TLS
  Duration timeout = std::chrono::seconds{5};
  bool single_connection = false;
  LoginStyle login_style = LoginStyle::ascii;
};

/// What `show tacacs` counts. Safe to read from any thread.
struct ClientCounters {
  std::atomic<std::uint64_t> opens = 0, closes = 0, aborts = 0, errors = 0, timeouts = 0, failed_connects = 0,
                             sent = 0, received = 0;
};

/// What clients share; all of it outlives them.
struct ClientEnvironment {
  net::EventLoop& loop;
  const Clock& clock;
  Random& random;
  /// A line of `debug tacacs`; empty while that is off.
  std::function<void(std::string_view)> debug = {};
};

/// One TACACS+ server: opens connections to it, keeps a few if that is configured and the server agrees, and
/// carries sessions there. Belongs to the loop of the servers. Each step of a session has the server's
/// timeout for all of it: connecting, TLS, request, reply.
class Client final : public Server, public std::enable_shared_from_this<Client> {
 public:
  /// More connections than this wait for each other. Above `ip ssh maxstartups`, so that those who are at a
  /// prompt cannot hold up everybody else.
  static constexpr std::size_t most_connections = 256;
  /// Enough for the bursts of a device; more are opened and closed again.
  static constexpr std::size_t most_idle = 8;
  /// Servers close idle connections after a minute, and some serve an old one by an old configuration.
  static constexpr Duration longest_idle = std::chrono::seconds{50};
  static constexpr Duration longest_life = std::chrono::minutes{10};

  Client(ClientEnvironment environment, std::shared_ptr<net::Dialer> dialer, ClientSettings settings)
      : environment_(std::move(environment)), dialer_(std::move(dialer)), settings_(std::move(settings)) {}

  [[nodiscard]] std::string name() const override { return settings_.name; }
  [[nodiscard]] std::unique_ptr<AuthenticationDialogue> authenticate(AuthenticationRequest request) override;
  net::Task<ServerAnswer> authorize(aaa::AuthorizationRequest request) override;
  net::Task<ServerAnswer> account(AccountingRecord record) override;
  /// One accounting record: START, STOP or WATCHDOG, with the arguments as they go to the server. A pass says
  /// that the server has recorded it.
  net::Task<ServerAnswer> account(RecordKind kind, Origin origin, unsigned privilege, Arguments arguments);

  [[nodiscard]] const ClientSettings& settings() const { return settings_; }
  [[nodiscard]] const ClientCounters& counters() const { return counters_; }
  /// From any thread.
  void clear_counters();
  void close_idle();
  /// Lets go of every connection: when the loop has stopped and before it goes.
  void shut_down();

 private:
  friend class LoginDialogue;

  /// A session under way, and its connection when the first packet has been answered.
  struct Exchange {
    Session session;
    std::unique_ptr<Connection> connection = nullptr;
  };
  using Reply = std::expected<ByteVector, ServerAnswer>;

  [[nodiscard]] Exchange begin(PacketType type, MinorVersion minor);
  /// One packet there and one back.
  net::Task<Reply> round(Exchange& exchange, ByteVector body);
  net::Task<Reply> first_round(Exchange& exchange, ByteVector packet, TimePoint deadline);
  net::Task<Reply> send(Exchange& exchange, ByteVector packet, TimePoint deadline);
  Reply take_reply(Exchange& exchange, std::expected<ByteVector, NoReply> reply);
  net::Task<Reply> only_round(Exchange& exchange, Result<ByteVector> body);
  /// The session is decided.
  ServerAnswer end(Exchange& exchange, Verdict verdict);
  /// The session is over, as it should be.
  void finish(Exchange& exchange);
  /// The user left in the middle.
  void abandon(Exchange& exchange, Bytes last_body);

  net::Task<std::expected<std::unique_ptr<Connection>, ServerAnswer>> connect(TimePoint deadline);
  [[nodiscard]] std::unique_ptr<Connection> take_idle();
  net::Task<bool> wait_for_slot(TimePoint deadline);
  void close(std::unique_ptr<Connection>& connection);
  void one_may_go_on();
  [[nodiscard]] ServerAnswer explain(const NoReply& why);
  void debug(std::string_view line) const;

  ClientEnvironment environment_;
  std::shared_ptr<net::Dialer> dialer_;
  ClientSettings settings_;
  ClientCounters counters_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::set<Connection*> open_;  // those in use, and idle ones
  std::size_t connecting_ = 0;
  std::deque<std::shared_ptr<net::Notifier>> waiting_;
};

}  // namespace ferry::aaa::tacacs
