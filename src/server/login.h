#pragma once

#include <string>

#include "aaa/authenticator.h"
#include "net/task.h"
#include "server/context.h"
#include "ssh/connection/connection.h"

namespace ferry::server {

/// Hands one question of the SSH authentication to AAA and brings back the decision. A refusal takes the same
/// time and says the same whatever its reason was; the reason goes to the log. `list` is the method list of
/// the line, `port` the port of ours that the client came to.
net::Task<ssh::Decision> decide_login(Context context, aaa::Origin origin, std::string list,
                                      std::uint16_t port, ssh::DecisionNeeded asked);

}  // namespace ferry::server
