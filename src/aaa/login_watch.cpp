#include "aaa/login_watch.h"

#include <algorithm>

namespace ferry::aaa {
namespace {

/// More failures than `attempts` can ask for in one window are not worth remembering.
constexpr std::size_t most_recent = 65535;
/// Addresses that are held back at once; beyond that the ones that would be free first are let go.
constexpr std::size_t most_addresses = 4096;

/// Nobody waits longer than this for others behind the same address.
constexpr Duration longest_wait = std::chrono::minutes{1};
/// Of a user name that is remembered; longer ones do not exist.
constexpr std::size_t most_user_bytes = 64;

bool is_turn(std::uint64_t count, unsigned every) {
  return every != 0 && count % every == 0;
}

}  // namespace

std::chrono::seconds login_delay(const config::LoginConfig& config) {
  constexpr std::chrono::seconds with_block_for{1};
  if (config.delay) return *config.delay;
  return config.block_for ? with_block_for : std::chrono::seconds{0};
}

Duration LoginWatch::wait_before_attempt(const config::LoginConfig& config, std::string_view address) {
  const std::lock_guard lock{mutex_};
  const auto found = next_attempt_.find(address);
  if (found == next_attempt_.end()) return Duration::zero();
  const TimePoint now = clock_.now();
  if (found->second <= now) {
    next_attempt_.erase(found);
    return Duration::zero();
  }
  const Duration wait = found->second - now;
  found->second = std::min<TimePoint>(found->second + login_delay(config), now + longest_wait);
  return wait;
}

LoginWatch::Failed LoginWatch::failed(const config::LoginConfig& config, const LoginAttempt& attempt) {
  const std::lock_guard lock{mutex_};
  ++failures_;
  record(attempt);
  hold_back(config, attempt.address);
  Failed noted{.report = is_turn(failures_, config.on_failure.every), .quiet_begins = std::nullopt};
  const TimePoint now = clock_.now();
  if (!config.block_for || (quiet_until_ && *quiet_until_ > now)) return noted;
  if (recent_.size() == most_recent) recent_.pop_front();
  recent_.push_back(now);
  forget_old_failures(config.block_for->within);
  if (recent_.size() < config.block_for->attempts) return noted;
  quiet_until_ = now + config.block_for->period;
  noted.quiet_begins =
      QuietPeriod{.watch_left = watch_left(config.block_for->within), .until = *quiet_until_};
  recent_.clear();
  return noted;
}

void LoginWatch::record(const LoginAttempt& attempt) {
  const auto same = [&](const FailureRecord& one) {
    return one.attempt.user == attempt.user.substr(0, most_user_bytes) &&
           one.attempt.address == attempt.address && one.attempt.local_port == attempt.local_port;
  };
  const auto found = std::ranges::find_if(records_, same);
  FailureRecord newest{.attempt = attempt, .count = 0, .last = {}};
  newest.attempt.user.resize(std::min(newest.attempt.user.size(), most_user_bytes));
  if (found != records_.end()) {
    newest = std::move(*found);
    records_.erase(found);
  } else if (records_.size() == most_records) {
    records_.pop_back();
  }
  ++newest.count;
  newest.last = clock_.wall_now();
  records_.push_front(std::move(newest));
}

void LoginWatch::hold_back(const config::LoginConfig& config, const std::string& address) {
  const auto delay = login_delay(config);
  if (delay == std::chrono::seconds{0}) return;
  const TimePoint now = clock_.now();
  if (next_attempt_.size() >= most_addresses && !next_attempt_.contains(address)) {
    std::erase_if(next_attempt_, [&](const auto& entry) { return entry.second <= now; });
    if (next_attempt_.size() >= most_addresses) {
      next_attempt_.erase(
          std::ranges::min_element(next_attempt_, {}, [](const auto& entry) { return entry.second; }));
    }
  }
  TimePoint& next = next_attempt_[address];
  next = std::max(next, now + delay);
}

void LoginWatch::forget_old_failures(Duration within) {
  const TimePoint now = clock_.now();
  while (!recent_.empty() && recent_.front() + within <= now) recent_.pop_front();
}

bool LoginWatch::succeeded(const config::LoginConfig& config) {
  const std::lock_guard lock{mutex_};
  ++successes_;
  return is_turn(successes_, config.on_success.every);
}

bool LoginWatch::is_quiet(const config::LoginConfig& config) const {
  const std::lock_guard lock{mutex_};
  return config.block_for && quiet_until_ && *quiet_until_ > clock_.now();
}

bool LoginWatch::notice_end_of_quiet() {
  const std::lock_guard lock{mutex_};
  if (!quiet_until_ || *quiet_until_ > clock_.now()) return false;
  quiet_until_.reset();
  return true;
}

Duration LoginWatch::watch_left(Duration within) const {
  const TimePoint now = clock_.now();
  const auto counted =
      std::ranges::find_if(recent_, [&](const TimePoint failure) { return failure + within > now; });
  return counted == recent_.end() ? within : *counted + within - now;
}

LoginWatch::State LoginWatch::state(const config::LoginConfig& config) const {
  const std::lock_guard lock{mutex_};
  State state{.quiet_left = {}, .watch_left = {}, .failures_in_window = 0, .failures = failures_};
  if (!config.block_for) return state;
  const TimePoint now = clock_.now();
  if (quiet_until_ && *quiet_until_ > now) state.quiet_left = *quiet_until_ - now;
  const Duration within = config.block_for->within;
  state.watch_left = watch_left(within);
  state.failures_in_window = static_cast<std::size_t>(
      std::ranges::count_if(recent_, [&](const TimePoint failure) { return failure + within > now; }));
  return state;
}

std::vector<LoginWatch::FailureRecord> LoginWatch::failures() const {
  const std::lock_guard lock{mutex_};
  return {records_.begin(), records_.end()};
}

}  // namespace ferry::aaa
