#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ferry::aaa {

/// The one rule: pass and fail are final, only error moves on to the next method.
enum class Outcome { pass, fail, error };

/// As debug lines say it.
[[nodiscard]] constexpr std::string_view status_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "PASS";
    case Outcome::fail:
      return "FAIL";
    case Outcome::error:
      return "ERROR";
  }
  std::unreachable();
}

/// What is asked of a method, or of a server.
enum class Service { login, exec, enable, command };

/// Who asks, from where: for the log and, later, for the servers.
struct Origin {
  std::string user;
  std::string address;   // "10.1.1.2"
  unsigned line = 0;     // vty number
  bool console = false;  // and then no vty
  /// The privilege level that came with the login, from a server that says so then and not later.
  std::optional<unsigned> login_level = {};
};

/// What one method says, and why, without its own name: "wrong password".
struct MethodAnswer {
  Outcome outcome = Outcome::error;
  std::string reason;
  unsigned privilege = 1;                    // of a passed exec authorization
  std::optional<unsigned> login_level = {};  // of a passed login
};

struct LoginAnswer {
  Outcome outcome = Outcome::error;
  /// Which method decided and why, one line for the log, never for the peer: "local: wrong password".
  std::string reason;
  std::optional<unsigned> login_level = {};  // for `Origin`
};

/// A command that somebody wants to run: its words fully spelled, without secrets, and the level it needs.
struct CommandWords {
  std::vector<std::string> words;
  unsigned level = 15;
};

/// What is to happen when no server can be asked about a command.
enum class OnError {
  next_method,
  deny,  // whatever methods follow: nobody moves files because the servers are down
};

struct CommandAnswer {
  Outcome outcome = Outcome::error;
  std::string reason;
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
