#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aaa/server.h"
#include "base/clock.h"
#include "config/aaa_servers.h"

namespace ferry::aaa {

/// What is known of whether a server answers. One that does not is passed over: for a short pause after the
/// first time, for the dead time after several in a row. When that is over, one request at a time tries it
/// again, so that a server that stays dead holds back one user and not all of them. Safe to use from any
/// thread.
class ServerHealth {
 public:
  enum class State : std::uint8_t { up, paused, dead };

  /// Up since `now`, and never asked.
  explicit ServerHealth(TimePoint now = {}) { report_.since = now; }

  /// Whether to ask it now; if it was passed over before, this request is the one that tries it again, and
  /// must be followed by `reached` or `silent`.
  [[nodiscard]] bool may_be_asked(TimePoint now);
  void reached(TimePoint now);
  /// Nobody waits for the reply any more, so that nothing is known.
  void abandoned();
  /// No reply: refused, timed out, cut off. True if the server is dead from now on, which is news.
  [[nodiscard]] bool silent(TimePoint now, const config::DeadCriteria& criteria);

  struct Report {
    State state = State::up;
    TimePoint since{};       // of the state
    Duration previous{0};    // how long the state before it lasted
    Duration spent_dead{0};  // before this state
    std::uint64_t requests = 0, replies = 0, silences = 0, deaths = 0;
  };
  [[nodiscard]] Report report() const;
  /// What was counted; the state stays.
  void clear_counters();

 private:
  void enter(State state, TimePoint now);

  mutable std::mutex mutex_;
  Report report_;
  unsigned in_a_row_ = 0;  // silences
  std::optional<TimePoint> last_reply_;
  TimePoint try_again_{};
  bool being_tried_ = false;
};

/// A server and what is known of it.
struct GroupMember {
  std::shared_ptr<Server> server;
  std::shared_ptr<ServerHealth> health;
  /// Where accounting has a port of its own; null: as `health`. A server that does not answer there may well
  /// let users in.
  std::shared_ptr<ServerHealth> accounting_health = nullptr;
};

/// The servers of a group, asked in order: a pass and a fail are final, and only an error moves on. When all
/// are passed over, the first is asked all the same. Belongs to the loop of the servers.
class ServerGroup {
 public:
  struct Environment {
    const Clock& clock;
    config::DeadCriteria criteria;
    /// A server has just been declared dead.
    std::function<void(const Server&)> died = {};
  };
  ServerGroup(Environment environment, std::vector<GroupMember> members)
      : environment_(std::move(environment)), members_(std::move(members)) {}

  [[nodiscard]] bool is_empty() const { return members_.empty(); }
  net::Task<ServerAnswer> authorize(AuthorizationRequest request);
  net::Task<ServerAnswer> account(AccountingRecord record);

 private:
  friend class GroupDialogue;
  /// The next to ask; null when none is left.
  [[nodiscard]] const GroupMember* next();
  /// Notes what `member` said; the answer with its name in front.
  ServerAnswer note(const GroupMember& member, ServerAnswer answer);
  /// When no server is left.
  [[nodiscard]] ServerAnswer nobody_answers() const;

  Environment environment_;
  std::vector<GroupMember> members_;
  std::size_t at_ = 0;
  bool anybody_asked_ = false;
  std::string errors_;
};

/// An authentication with whichever server of the group answers. When one fails in the middle, the next is
/// asked from the start; what the user has typed once need not be typed again.
class GroupDialogue final : public AuthenticationDialogue {
 public:
  GroupDialogue(ServerGroup group, AuthenticationRequest request)
      : group_(std::move(group)), request_(std::move(request)) {}
  ~GroupDialogue() override;
  net::Task<Step> start() override;
  net::Task<Step> answer(std::shared_ptr<const Secret> typed) override;

 private:
  /// Goes on with what a server said: a prompt or a decision, or the next server.
  net::Task<Step> go_on(Step step);
  net::Task<Step> start_next();

  ServerGroup group_;
  AuthenticationRequest request_;
  const GroupMember* member_ = nullptr;
  std::unique_ptr<AuthenticationDialogue> dialogue_;
  std::vector<std::shared_ptr<const Secret>> typed_;  // to this server and the ones before
  std::size_t told_ = 0;                              // of `typed_`, to this server
};

}  // namespace ferry::aaa
