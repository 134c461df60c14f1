#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "config/config.h"
#include "log/log.h"
#include "net/offload.h"
#include "net/task.h"

namespace ferry::aaa {

/// The one rule: pass and fail are final, only error moves on to the next method.
enum class Outcome { pass, fail, error };

/// Who asks, from where: for the log and, later, for the servers.
struct Origin {
  std::string user;
  std::string address;      // "10.1.1.2"
  unsigned line = 0;        // vty number
};

struct LoginAnswer {
  Outcome outcome = Outcome::error;
  /// Which method decided and why, one line for the log, never for the peer: "local: wrong password".
  std::string reason;
};

struct ExecAnswer {
  Outcome outcome = Outcome::error;
  unsigned privilege = 1;   // meaningful when outcome is pass
  std::string reason;
};

/// Decides logins by the method lists of the running configuration. Costly checks run on the offload threads. Safe to
/// use from any thread; the flows run on the caller's event loop.
class Authenticator {
 public:
  Authenticator(const config::Store& config, net::Offload& offload, Random& random);

  /// Password login on a line that names `list` ("default" if none). Unknown users cost as much as known ones.
  net::Task<LoginAnswer> login(Origin origin, std::string list, Secret password);
  /// Is the key with this MD5 (32 upper-case hexadecimal digits) one of the user's in `ip ssh pubkey-chain`, and may the
  /// user log in at all?
  [[nodiscard]] LoginAnswer public_key(const Origin& origin, std::string_view algorithm, std::string_view md5) const;
  /// exec authorization on a line that names `list`: the privilege level at login.
  net::Task<ExecAnswer> authorize_exec(Origin origin, std::string list);
  /// `enable` from a session: checks the enable secret or password.
  net::Task<LoginAnswer> enable(Origin origin, unsigned level, Secret password);

 private:
  const config::Store& config_;
  net::Offload& offload_;
  Random& random_;
};

}  // namespace ferry::aaa
