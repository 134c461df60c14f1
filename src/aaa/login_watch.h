#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/config.h"

namespace ferry::aaa {

/// Who tried to log in, from where, and to which port of ours.
struct LoginAttempt {
  std::string user;
  std::string address;
  std::uint16_t local_port = 22;
};

/// Watches the logins of a device for attacks: `login block-for`, `login delay`, `login on-failure` and
/// `login on-success`. What the configuration asks for is given with each call; the watch only remembers.
/// Safe to use from any thread.
class LoginWatch {
 public:
  /// `clock` must outlive the watch.
  explicit LoginWatch(const Clock& clock) : clock_(clock) {}

  /// `login delay`: how long this attempt has to wait before it is looked at. Only addresses that have just
  /// failed wait, each attempt behind the one before it.
  [[nodiscard]] Duration wait_before_attempt(const config::LoginConfig& config, std::string_view address);

  /// A quiet period that has begun, for the log.
  struct QuietPeriod {
    Duration watch_left{};  // of the watch window in which the failures came
    TimePoint until{};
  };
  struct Failed {
    bool report = false;  // it is the turn of `login on-failure log every N`
    std::optional<QuietPeriod> quiet_begins;
  };
  Failed failed(const config::LoginConfig& config, const LoginAttempt& attempt);
  /// True if it is the turn of `login on-success log every N`.
  bool succeeded(const config::LoginConfig& config);

  /// Are new logins refused now?
  [[nodiscard]] bool is_quiet(const config::LoginConfig& config) const;
  /// True for whoever is the first to ask after the quiet period ended: the end is logged once.
  bool notice_end_of_quiet();

  /// What `show login` tells.
  struct State {
    std::optional<Duration> quiet_left;
    Duration watch_left{};
    std::size_t failures_in_window = 0;
    std::uint64_t failures = 0;
  };
  [[nodiscard]] State state(const config::LoginConfig& config) const;

  /// The failures of one user from one address, for `show login failures`.
  struct FailureRecord {
    LoginAttempt attempt;
    std::uint64_t count = 0;
    WallTime last{};
  };
  /// The newest first.
  [[nodiscard]] std::vector<FailureRecord> failures() const;
  static constexpr std::size_t most_records = 50;

 private:
  using BlockFor = config::LoginConfig::BlockFor;

  void forget_old_failures(Duration within);
  void record(const LoginAttempt& attempt);
  void hold_back(const config::LoginConfig& config, const std::string& address);
  [[nodiscard]] Duration watch_left(Duration within) const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<TimePoint> recent_;  // failures, the oldest first
  std::optional<TimePoint> quiet_until_;
  std::uint64_t failures_ = 0, successes_ = 0;
  std::map<std::string, TimePoint, std::less<>> next_attempt_;  // by address
  std::deque<FailureRecord> records_;                           // the newest first
};

/// `login delay`, or the one second that comes with `login block-for`; zero for none.
[[nodiscard]] std::chrono::seconds login_delay(const config::LoginConfig& config);

}  // namespace ferry::aaa
