#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "aaa/accounting/record.h"
#include "aaa/outcome.h"
#include "base/secret.h"
#include "net/task.h"

namespace ferry::aaa {

/// What one server says, and why, without its own name.
struct ServerAnswer {
  Outcome outcome = Outcome::error;
  std::string reason;
  /// A reply came, whatever it said: the server is alive.
  bool reached = false;
  unsigned privilege = 1;  // of a passed exec authorization
  /// Of a passed login, where the protocol authorizes along with it: RADIUS does.
  std::optional<unsigned> login_level = {};
};

/// A question for the user, in the server's words.
struct ServerPrompt {
  std::string text;
  bool echo = false;
};

/// Login or `enable` at one server.
struct AuthenticationRequest {
  Service service = Service::login;
  Origin origin;
  unsigned level = 15;  // that `enable` wants
  /// Null: the user has typed nothing yet, and can be asked what the server wants to know.
  std::shared_ptr<const Secret> password;
};

/// For a shell, or for one command of these words, fully spelled.
struct AuthorizationRequest {
  Origin origin;
  unsigned privilege = 1;  // that the user has
  std::vector<std::string> command = {};
};

/// One authentication at one server, step by step: prompts for the user, then an answer. Belongs to the loop
/// of the servers. Whoever loses interest destroys it, and the server is told as far as the protocol can.
class AuthenticationDialogue {
 public:
  using Step = std::variant<ServerPrompt, ServerAnswer>;
  virtual ~AuthenticationDialogue() = default;
  virtual net::Task<Step> start() = 0;
  /// What the user typed after a prompt.
  virtual net::Task<Step> answer(std::shared_ptr<const Secret> typed) = 0;
};

/// One AAA server as it is configured, of either protocol. Belongs to the loop of the servers. Every call
/// ends within the server's timeout, however the server behaves.
class Server {
 public:
  virtual ~Server() = default;
  /// For the log and for `show aaa servers`: its name, or its address.
  [[nodiscard]] virtual std::string name() const = 0;
  /// The dialogue may outlive this object.
  [[nodiscard]] virtual std::unique_ptr<AuthenticationDialogue> authenticate(
      AuthenticationRequest request) = 0;
  virtual net::Task<ServerAnswer> authorize(AuthorizationRequest request) = 0;
  /// A pass says that the server has the record, a fail that it can never have it.
  virtual net::Task<ServerAnswer> account(AccountingRecord record) = 0;
};

}  // namespace ferry::aaa
