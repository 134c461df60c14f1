#pragma once

#include <string>
#include <variant>

#include "aaa/radius/access_request.h"
#include "aaa/server.h"

namespace ferry::aaa::radius {

/// One authentication, RFC 2865 section 2: a login, or `enable`. Says what to send, and takes what came back.
/// The password goes along with the first request, so the user is asked for it before the server is.
class Authentication {
 public:
  struct Question {
    Service service = Service::login;
    unsigned level = 15;  // that `enable` wants
    Origin origin;
  };
  /// `receive` comes next, with a reply to it.
  struct Send {
    AccessRequest request;
  };
  /// `answer` comes next, with what the user typed.
  using Step = std::variant<Send, ServerPrompt, ServerAnswer>;

  /// A server that challenges without end is left.
  static constexpr int most_challenges = 32;

  explicit Authentication(Question question) : question_(std::move(question)) {}

  /// Asks for the password; a name that no server can be asked about fails at once.
  [[nodiscard]] Step start();
  [[nodiscard]] Step answer(Secret typed);
  /// A reply that has been opened: `open_reply` is who looks whether it is real.
  [[nodiscard]] Step receive(const Packet& reply);

 private:
  struct ExpectStart {};
  struct ExpectAnswer {
    ByteVector state;  // of the challenge; empty for the password
  };
  struct ExpectReply {};
  struct Over {};
  using State = std::variant<ExpectStart, ExpectAnswer, ExpectReply, Over>;

  [[nodiscard]] std::string user() const;
  Step challenged(const Packet& reply);
  Step decide(Outcome outcome, std::string reason);
  Step accepted(const Packet& reply);

  Question question_;
  State state_ = ExpectStart{};
  int challenges_ = 0;
};

/// The level that an Access-Accept gives: `shell:priv-lvl=N` in a Cisco-AVPair, or else by its Service-Type
/// (RFC 2865 section 5.6): Administrative 15, every other 1. An error that names a Service-Type that this
/// device does not have.
[[nodiscard]] Result<unsigned> level_of(const Packet& accept);

/// RADIUS has no request for it: an exec authorization is what the server gave along with the login. Without
/// one the next method has to know. Commands cannot be authorized at all.
[[nodiscard]] ServerAnswer authorize(const AuthorizationRequest& request);

}  // namespace ferry::aaa::radius
