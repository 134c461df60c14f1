#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "ssh/algorithms.h"
#include "ssh/auth/messages.h"
#include "ssh/connection/event_queue.h"
#include "ssh/connection/limits.h"
#include "ssh/connection/packet_sender.h"
#include "ssh/error.h"

namespace ferry::ssh {

struct ServerAuthenticationOptions {
  /// The methods offered, in order.
  std::vector<std::string> methods{"publickey", "keyboard-interactive", "password"};
  /// The signature algorithms accepted from users.
  std::vector<std::string> public_key_algorithms = AlgorithmLists::defaults().public_key;
  /// Failures after which the connection ends.
  unsigned attempts = 4;
  /// Shown before the first answer; nothing if empty.
  std::string banner{};
  /// RFC 4253 section 7.2; signatures are made over it.
  ByteVector session_id{};
  ConnectionLimits limits{};
};

/// The server's side of user authentication (RFC 4252, RFC 4256): packets in, packets and DecisionNeeded out.
/// It does not know who exists: every question goes to the outside, in the same way for every name. Ends in
/// LoggedIn.
class ServerAuthentication {
 public:
  ServerAuthentication(ServerAuthenticationOptions options, PacketSender& out, EventQueue& events);

  /// Takes one packet; not while `deciding`. An error ends the connection.
  [[nodiscard]] Result<void> received(Bytes payload, std::uint32_t sequence);
  /// Answers the DecisionNeeded that is open.
  [[nodiscard]] Result<void> decide(const Decision& decision);

  /// The service was granted.
  [[nodiscard]] bool started() const { return !std::holds_alternative<ExpectService>(state_); }
  /// A DecisionNeeded is open: later packets have to wait, so that requests are answered one after the other
  /// (RFC 4252 section 5.1).
  [[nodiscard]] bool deciding() const { return std::holds_alternative<Deciding>(state_); }
  [[nodiscard]] bool succeeded() const { return std::holds_alternative<Succeeded>(state_); }

 private:
  struct Password {};
  struct Interactive {};
  struct KeyQuery {
    std::string algorithm;
    ByteVector blob;
  };
  struct KeyProof {};

  struct ExpectService {};
  struct ExpectRequest {};
  struct Deciding {
    std::string user;
    std::variant<Password, Interactive, KeyQuery, KeyProof> about;
  };
  struct ExpectAnswers {
    std::string user;
    std::size_t count = 0;
  };
  struct Succeeded {};
  using State = std::variant<ExpectService, ExpectRequest, Deciding, ExpectAnswers, Succeeded>;

  Result<void> service_requested(Bytes payload);
  Result<void> login_requested(Bytes payload);
  Result<void> password(const UserauthRequest& request);
  Result<void> interactive(const UserauthRequest& request);
  Result<void> answers(Bytes payload);
  Result<void> public_key(const UserauthRequest& request);
  Result<void> key_query(const UserauthRequest& request, std::string_view algorithm, Bytes blob);
  Result<void> key_proof(const UserauthRequest& request, std::string_view algorithm, Bytes blob,
                         Bytes signature);
  [[nodiscard]] const SignatureRow* accepted_row(std::string_view algorithm) const;

  Result<void> accepted(const Deciding& question);
  Result<void> rejected(const Deciding& question);
  Result<void> ask(const Deciding& question, const Ask& ask);

  void question(std::string_view user, decltype(Deciding::about) about, Attempt attempt);
  Result<void> count_request();
  Result<void> failed_attempt();
  Result<void> send_failure();
  void show_banner();
  [[nodiscard]] bool offers(std::string_view method) const;

  ServerAuthenticationOptions options_;
  PacketSender& out_;
  EventQueue& events_;
  State state_;
  unsigned messages_ = 0;
  unsigned requests_ = 0;
  unsigned failures_ = 0;
  bool banner_shown_ = false;
};

}  // namespace ferry::ssh
