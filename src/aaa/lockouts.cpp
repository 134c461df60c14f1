#include "aaa/lockouts.h"

namespace ferry::aaa {

bool Lockouts::is_locked(const std::string& user) const {
  const std::lock_guard lock{mutex_};
  return locked_.contains(user);
}

void Lockouts::failed(const std::string& user, unsigned most) {
  {
    const std::lock_guard lock{mutex_};
    if (locked_.contains(user) || ++failures_[user] < most) return;
    failures_.erase(user);
    locked_.emplace(user, clock_.wall_now());
  }
  if (announce_) announce_(user);
}

void Lockouts::succeeded(const std::string& user) {
  const std::lock_guard lock{mutex_};
  failures_.erase(user);
}

std::vector<Lockouts::Entry> Lockouts::list() const {
  const std::lock_guard lock{mutex_};
  std::vector<Entry> all;
  for (const auto& [user, since] : locked_) all.push_back({user, since});
  return all;
}

bool Lockouts::clear(const std::string& user) {
  const std::lock_guard lock{mutex_};
  failures_.erase(user);
  return locked_.erase(user) > 0;
}

std::vector<Lockouts::Entry> Lockouts::clear_all() {
  std::vector<Entry> all = list();
  for (const Entry& entry : all) clear(entry.user);
  return all;
}

}  // namespace ferry::aaa
