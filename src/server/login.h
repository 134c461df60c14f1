#pragma once

#include <memory>
#include <optional>
#include <string>

#include "aaa/authenticator.h"
#include "base/secret.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "server/context.h"
#include "ssh/connection/connection.h"

namespace ferry::server {

/// The last password that was refused on a connection. Clients try it by one method and then by another; that
/// is one failure and not two.
struct RefusedPassword {
  std::string user;
  Secret password;
};

/// Where somebody tries to log in.
struct LoginDesk {
  Context context;
  aaa::Origin origin;
  std::string list;         // the method list of the line
  std::uint16_t port = 22;  // of ours, that the client came to
  net::EventLoop& loop;     // lives as long as the device
  // These live as long as the connection.
  RefusedPassword& refused;
  std::unique_ptr<aaa::LoginDialogue>& dialogue;  // keyboard-interactive that is under way
  std::optional<unsigned>& login_level;           // what came with the login that was accepted
  std::optional<std::string>& forced_command;  // the same: what a certificate lets its user do, and no more
};

/// Hands one question of the SSH authentication to AAA and brings back the decision. A refusal takes the same
/// time and says the same whatever its reason was; the reason goes to the log. What fails is counted by the
/// device's watch over logins, which may refuse all of them for a while.
net::Task<ssh::Decision> decide_login(LoginDesk desk, ssh::DecisionNeeded asked);

}  // namespace ferry::server
