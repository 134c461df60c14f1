#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"

namespace ferry::aaa {

/// Local users who typed too many wrong passwords in a row: `aaa local authentication attempts max-fail`.
/// They stay locked out until somebody lets them in again, or the device starts anew. Safe to use from any
/// thread.
class Lockouts {
 public:
  /// `locked` is called for each user who has just been locked out; `clock` must outlive this.
  explicit Lockouts(const Clock& clock, std::function<void(const std::string& user)> locked = {})
      : clock_(clock), announce_(std::move(locked)) {}

  [[nodiscard]] bool is_locked(const std::string& user) const;
  /// A wrong password; the one that reaches `most` locks the user out.
  void failed(const std::string& user, unsigned most);
  /// The right password: the wrong ones before it are forgotten.
  void succeeded(const std::string& user);

  struct Entry {
    std::string user;
    WallTime since{};
  };
  /// Who is locked out, by name.
  [[nodiscard]] std::vector<Entry> list() const;
  /// False if the user was not locked out.
  bool clear(const std::string& user);
  /// Lets everybody in again, and says whom.
  std::vector<Entry> clear_all();

 private:
  const Clock& clock_;
  std::function<void(const std::string&)> announce_;
  mutable std::mutex mutex_;
  std::map<std::string, unsigned> failures_;  // in a row
  std::map<std::string, WallTime> locked_;
};

}  // namespace ferry::aaa
