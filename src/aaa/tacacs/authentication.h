#pragma once

#include <string>
#include <variant>

#include "aaa/outcome.h"
#include "aaa/tacacs/packet.h"
#include "aaa/tacacs/subject.h"
#include "base/secret.h"

namespace ferry::aaa::tacacs {

/// Decided: what an exchange came to, and why.
struct Verdict {
  Outcome outcome = Outcome::error;
  std::string reason;
};

/// How the password gets to the server: in a dialogue that the server leads, or with the first packet.
enum class LoginStyle { ascii, pap };

/// One authentication, RFC 8907 section 5: a login, or `enable`. Gives bodies and takes bodies.
class Authentication {
 public:
  struct Question {
    LoginStyle style = LoginStyle::ascii;
    AuthenticationService service = AuthenticationService::login;
    std::uint8_t privilege = 1;  // for enable: the level that is wanted
    OwnedSubject subject;
    Secret password = {};  // for PAP only
  };
  /// The body of the next packet.
  struct Send {
    ByteVector body;
  };
  /// The server wants to know something of the user: `answer` comes next, or `abort`.
  struct Ask {
    std::string text;
    bool echo = false;
  };
  using Step = std::variant<Send, Ask, Verdict>;

  explicit Authentication(Question question) : question_(std::move(question)) {}

  [[nodiscard]] MinorVersion minor_version() const;
  /// The first step. A name that no server can be asked about fails at once.
  [[nodiscard]] Step start();
  /// The body of a reply came.
  [[nodiscard]] Step receive(Bytes body);
  /// What the user typed after `Ask`.
  [[nodiscard]] Step answer(const Secret& typed);
  /// Instead of an answer, after `Ask`: the last body.
  [[nodiscard]] ByteVector abort();

 private:
  struct ExpectStart {};
  struct ExpectReply {
    bool told_user = false;  // in a packet of its own
  };
  struct ExpectAnswer {
    bool told_user = false;
  };
  struct Over {};
  using State = std::variant<ExpectStart, ExpectReply, ExpectAnswer, Over>;

  Step on(const AuthenticationReply& reply);
  Step ask(const AuthenticationReply& reply);
  Step tell_user();
  Step decide(Verdict verdict);

  Question question_;
  State state_ = ExpectStart{};
};

}  // namespace ferry::aaa::tacacs
