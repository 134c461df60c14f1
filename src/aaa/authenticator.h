#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "aaa/decoys.h"
#include "aaa/method_list.h"
#include "aaa/outcome.h"
#include "aaa/server.h"
#include "base/random.h"
#include "base/secret.h"
#include "config/config.h"
#include "net/offload.h"
#include "net/task.h"

namespace ferry::aaa {

class Lockouts;
struct Question;
class ServerLogin;
class Servers;

/// What a security token says about its user; other keys ask for nothing.
struct TokenUse {
  bool touched = true;
  bool verified = true;
};

/// A login of a user who answers questions, one after the other.
class LoginDialogue {
 public:
  using Step = std::variant<ServerPrompt, LoginAnswer>;
  virtual ~LoginDialogue() = default;
  /// The first question, or the decision.
  virtual net::Task<Step> start() = 0;
  /// What the user typed to the question before.
  virtual net::Task<Step> answer(Secret typed) = 0;
};

/// Decides logins by the method lists of the running configuration. Costly checks run on the offload threads.
/// Safe to use from any thread; the flows run on the caller's event loop. Outlives every flow it started.
class Authenticator {
 public:
  /// Draws from `random` now only.
  Authenticator(const config::Store& config, net::Offload& offload, Random& random);
  /// The methods `group ...` ask these. Before any flow starts; `servers` outlives the flows.
  void use(Servers& servers) { servers_ = &servers; }
  /// Wrong passwords of local users count there. Before any flow starts; outlives the flows.
  void use(Lockouts& lockouts) { lockouts_ = &lockouts; }
  /// Before any flow starts: who is told how decisions come about.
  void tell(TraceSinks sinks) { sinks_ = std::move(sinks); }

  /// Password login on a line that names `list` ("default" if none). Unknown users cost as much as known
  /// ones; the caller holds a refusal back for `failed_login_delay` (aaa/delay.h).
  ///
  /// With `aaa new-model` the list decides; an undefined one means `default`, and without that the local
  /// database. Without it, only a line with `login local` takes logins: SSH has a user in every login, so the
  /// password of a line alone lets nobody in.
  net::Task<LoginAnswer> login(Origin origin, std::string list, Secret password);

  /// The same for a user who can be asked: AAA servers put their own questions, everybody else asks for a
  /// password. The authenticator outlives it.
  [[nodiscard]] std::unique_ptr<LoginDialogue> begin_login(Origin origin, std::string list);

  /// Is the key with this MD5 (32 upper-case hexadecimal digits) one of the user's in `ip ssh pubkey-chain`,
  /// and may the user log in at all? The user must be in the local database, spelled exactly so, and the line
  /// must ask that database: by `login local`, or by `local` or `local-case` anywhere in its login list. A
  /// key is a local credential that no server is asked about, so it opens no line that leaves the local users
  /// out.
  [[nodiscard]] LoginAnswer public_key(const Origin& origin, std::string_view algorithm, std::string_view md5,
                                       const TokenUse& use = {}) const;
  /// The part of that which is not about the key: may the user log in by a key or a certificate at all?
  [[nodiscard]] LoginAnswer may_use_keys(const Origin& origin) const;

  /// exec authorization on a line that names `list`: the privilege level at login.
  ///
  /// Without `aaa new-model` the user's own level counts, or the line's if the user has none. With it, a list
  /// decides: `local` gives the user's level, `if-authenticated` and `none` give level 1; and if no list
  /// applies, everybody gets the level of the line, 1 unless it says otherwise.
  net::Task<ExecAnswer> authorize_exec(Origin origin, std::string list);

  /// Whether this user, who has `privilege`, may run a command, by `aaa authorization commands` for the
  /// command's level and the list that the line names for it. Without such a list, without `aaa new-model`,
  /// and at the console unless `aaa authorization console` is configured, everything passes.
  net::Task<CommandAnswer> authorize_command(Origin origin, unsigned privilege, CommandWords command,
                                             OnError on_error = OnError::next_method);
  /// Would that ask a method list about a command of this level? If not, it need not be called.
  [[nodiscard]] bool authorizes_commands(const Origin& origin, unsigned level) const;

  /// What `enable` has to ask before anybody can be told yes or no.
  enum class EnableQuestion { password, nothing, impossible };
  [[nodiscard]] EnableQuestion enable_question(const Origin& origin, unsigned level) const;

  /// `enable` from a session: by the list `aaa authentication enable default` if there is one, else by the
  /// enable secret or, without that, the enable password of that level. As long as there is none for any
  /// level, whoever sits at the console owns the device.
  net::Task<LoginAnswer> enable(Origin origin, unsigned level, Secret password);

 private:
  friend class MethodDialogue;
  /// Asks the methods in turn until one decides.
  net::Task<MethodAnswer> ask_in_turn(config::MethodList methods, const Question& question,
                                      MethodTrace trace = {});
  /// Of the next decision, by the list `wanted` of `lists` or what stands for it.
  [[nodiscard]] MethodTrace trace(Service service, std::shared_ptr<const config::Config> config,
                                  const std::map<std::string, config::MethodList>& lists,
                                  const std::string& wanted, std::string_view otherwise) const;
  net::Task<MethodAnswer> ask(config::Method method, const Question& question);
  net::Task<MethodAnswer> ask_servers(config::Method method, const Question& question);
  /// What a local method says to a login, once the lock-out has been looked at.
  [[nodiscard]] MethodAnswer watch(const Question& question, MethodAnswer answer) const;

  const config::Store& config_;
  net::Offload& offload_;
  const Decoys decoys_;
  Servers* servers_ = nullptr;
  Lockouts* lockouts_ = nullptr;
  TraceSinks sinks_;
  mutable std::atomic<unsigned> decisions_ = 0;  // so far
};

}  // namespace ferry::aaa
