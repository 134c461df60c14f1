#pragma once

#include <optional>
#include <string>

namespace ferry::aaa {

/// The one rule: pass and fail are final, only error moves on to the next method.
enum class Outcome { pass, fail, error };

/// What is asked of a method, or of a server.
enum class Service { login, exec, enable };

/// Who asks, from where: for the log and, later, for the servers.
struct Origin {
  std::string user;
  std::string address;   // "10.1.1.2"
  unsigned line = 0;     // vty number
  bool console = false;  // and then no vty
  /// The privilege level that came with the login, from a server that says so then and not later.
  std::optional<unsigned> login_level = {};
};

struct LoginAnswer {
  Outcome outcome = Outcome::error;
  /// Which method decided and why, one line for the log, never for the peer: "local: wrong password".
  std::string reason;
  std::optional<unsigned> login_level = {};  // for `Origin`
};

struct ExecAnswer {
  Outcome outcome = Outcome::error;
  unsigned privilege = 1;  // meaningful when outcome is pass
  std::string reason;
  /// False when no exec authorization list applies under `aaa new-model`, so that only the line's level
  /// counts.
  bool authorized = true;
};

}  // namespace ferry::aaa
